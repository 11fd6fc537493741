using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;

namespace DevLoop.Cli.Console;

/// <summary>
/// Says what happens to forwards: a line when one is up, one when it waits and why, one when it changes pods. What concerns several
/// forwards to one resource is said once, see <see cref="ResourceNews"/>.
/// </summary>
/// <param name="words">How to say that forwards work.</param>
/// <param name="forwards">Gets what <paramref name="words"/> gives.</param>
/// <param name="news">Gets all else.</param>
/// <param name="ending">Cancelled at the end of the program, of which each forward need not speak.</param>
internal sealed class ForwardReporter(IForwardWords words, TextWriter forwards, TextWriter news, CancellationToken ending) : IForwardEventSink, IForwardNotices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResourceNews> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<MissingPermission> _missing = [];
    private readonly HashSet<ListenAddress> _open = [];

    /// <summary>What lines call the resource of a forward.</summary>
    public static string NameOf(PortForwardEntry entry) => $"{entry.Resource} in namespace {entry.Namespace}";

    public void Publish(ForwardEvent forwardEvent)
    {
        lock (_gate)
        {
            Report(forwardEvent, KnownOf(forwardEvent.Entry));
        }
    }

    public void Inform(string sentence) => news.WritePlainLine(sentence);

    public void Warn(string sentence) => news.WritePlainLine($"warning: {sentence}");

    private void Report(ForwardEvent forwardEvent, Known known)
    {
        switch (forwardEvent)
        {
            case ForwardEvent.Bound bound:
                OnBound(bound, known);
                break;
            case ForwardEvent.Active active:
                OnActive(active, known);
                break;
            case ForwardEvent.Waiting { IsClusterLost: false } waiting:
                known.IsWaiting = true;
                Say(known.News.Wait(waiting.Entry.Key, waiting.Topic, waiting.IsOfPort), waiting.Entry, $"waits: {waiting.Why}.");
                break;
            case ForwardEvent.ConnectionAccepted accepted when words.Accepted(accepted.Local) is { } line:
                forwards.WritePlainLine(line);
                break;
            case ForwardEvent.ConnectionFailed failed:
                SayOnce(failed, known, $"A connection to {failed.Local} ({NameOf(failed.Entry)}) failed: {failed.Why.TrimEnd('.')}.");
                break;
            case ForwardEvent.AcceptPaused paused:
                SayOnce(paused, known, $"warning: {paused.Local} ({NameOf(paused.Entry)}) takes no more connections until others end: {paused.Why.TrimEnd('.')}.");
                break;
            case ForwardEvent.PermissionMissing lacking when _missing.Add(lacking.Missing):
                Warn($"{lacking.Why}: what changes there is seen some seconds late, if at all.");
                break;
            case ForwardEvent.Released released:
                OnReleased(released, known);
                break;
        }
    }

    private void OnBound(ForwardEvent.Bound bound, Known known)
    {
        known.Local = bound.Local;
        if (bound.Moved is { } moved)
        {
            Warn(moved);
        }

        foreach (var why in bound.PassedOver)
        {
            Warn($"{NameOf(bound.Entry)} is forwarded from {string.Join(", ", bound.Local)} only. {why}");
        }

        if (bound.Entry.Address is { IsOpenToOthers: true } address && _open.Add(address))
        {
            Warn($"other hosts can connect to what is forwarded on {address}; nothing asks them who they are.");
        }
    }

    private void OnActive(ForwardEvent.Active active, Known known)
    {
        if (known.Target is null)
        {
            known.News.Start(active.Entry.Key, active.Target.Uid);
            foreach (var local in known.Local)
            {
                forwards.WritePlainLine(words.Up(active, local));
            }
        }
        else if (known.IsWaiting || known.Target != active.Target)
        {
            Say(known.News.Move(active.Entry.Key, active.Target.Uid), active.Entry, $"goes to pod {active.Target.Pod} now.");
        }

        known.Target = active.Target;
        known.IsWaiting = false;
    }

    /// <summary>Once, until the forward's pod changes.</summary>
    private void SayOnce(ForwardEvent trouble, Known known, string line)
    {
        if (known.News.Trouble(trouble.Entry.Key, line))
        {
            news.WritePlainLine(line);
        }
    }

    private void OnReleased(ForwardEvent.Released released, Known known)
    {
        _known.Remove(released.Entry.Key);
        known.News.End(released.Entry.Key);
        if (known.News.IsEmpty)
        {
            _resources.Remove(NameOf(released.Entry));
        }

        if (!ending.IsCancellationRequested)
        {
            Say(NewsScope.Port, released.Entry, $"is not forwarded any more: {string.Join(", ", known.Local)} is free.");
        }
    }

    private void Say(NewsScope scope, PortForwardEntry entry, string what)
    {
        if (scope != NewsScope.None)
        {
            news.WritePlainLine(scope == NewsScope.Port ? $"{NameOf(entry)}, port {entry.Port}, {what}" : $"{NameOf(entry)} {what}");
        }
    }

    private Known KnownOf(PortForwardEntry entry)
    {
        if (_known.TryGetValue(entry.Key, out var known))
        {
            return known;
        }

        var resource = NameOf(entry);
        if (!_resources.TryGetValue(resource, out var resourceNews))
        {
            _resources.Add(resource, resourceNews = new ResourceNews());
        }

        _known.Add(entry.Key, known = new Known(resourceNews));
        return known;
    }

    /// <summary>What is known of one entry.</summary>
    private sealed class Known(ResourceNews resource)
    {
        public ResourceNews News => resource;

        public IReadOnlyList<IPEndPoint> Local { get; set; } = [];

        public ForwardTarget? Target { get; set; }

        public bool IsWaiting { get; set; }
    }
}
