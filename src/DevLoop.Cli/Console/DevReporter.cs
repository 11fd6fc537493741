using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;

namespace DevLoop.Cli.Console;

/// <summary>
/// Says what happens to the forwards of a long run: a line when one is up, in Skaffold's words, one when it waits and why, one
/// when it changes pods. What concerns several forwards to one resource is said once, see <see cref="ResourceNews"/>.
/// </summary>
/// <param name="forwards">Gets a line for each forward that is up.</param>
/// <param name="news">Gets all else.</param>
/// <param name="ending">Cancelled at the end of the program, of which each forward need not speak.</param>
internal sealed class DevReporter(TextWriter forwards, TextWriter news, CancellationToken ending) : IForwardEventSink, IForwardNotices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResourceNews> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<MissingPermission> _missing = [];

    public void Publish(ForwardEvent forwardEvent)
    {
        lock (_gate)
        {
            Report(forwardEvent, ToldOf(forwardEvent.Entry));
        }
    }

    public void Inform(string sentence) => news.WritePlainLine(sentence);

    public void Warn(string sentence) => news.WritePlainLine($"warning: {sentence}");

    private void Report(ForwardEvent forwardEvent, Told told)
    {
        switch (forwardEvent)
        {
            case ForwardEvent.Bound bound:
                OnBound(bound, told);
                break;
            case ForwardEvent.Active active:
                OnActive(active, told);
                break;
            case ForwardEvent.Waiting { IsClusterLost: false } waiting:
                OnWaiting(waiting, told);
                break;
            case ForwardEvent.ConnectionFailed failed:
                Tell(told.News.IsTrouble, $"A connection to {failed.Local} ({NameOf(failed.Entry)}) failed: {failed.Why.TrimEnd('.')}.");
                break;
            case ForwardEvent.PermissionMissing lacking when _missing.Add(lacking.Missing):
                Warn($"you may not {lacking.Missing}: what changes there is seen some seconds late, if at all.");
                break;
            case ForwardEvent.Released released:
                OnReleased(released, told);
                break;
        }
    }

    private void OnBound(ForwardEvent.Bound bound, Told told)
    {
        told.Local = bound.Local;
        if (bound.Moved is { } moved)
        {
            Warn(moved);
        }

        foreach (var why in bound.PassedOver)
        {
            Warn($"{NameOf(bound.Entry)} is forwarded from {string.Join(", ", bound.Local)} only. {why}");
        }
    }

    private void OnWaiting(ForwardEvent.Waiting waiting, Told told)
    {
        told.IsWaiting = true;
        if (told.News.IsTrouble(waiting.Topic))
        {
            news.WritePlainLine($"{NameOf(waiting.Entry)} waits: {waiting.Why}.");
        }
    }

    private void OnActive(ForwardEvent.Active active, Told told)
    {
        if (told.Target is null)
        {
            told.News.Forget();
            foreach (var local in told.Local)
            {
                forwards.WritePlainLine($"Port forwarding {NameOf(active.Entry)}, remote port {active.Entry.Port} -> http://{local}");
            }
        }
        else if (told.IsWaiting || told.Target != active.Target)
        {
            Tell(told.News.IsChange, $"{NameOf(active.Entry)} goes to pod {active.Target.Pod} now.");
        }

        told.Target = active.Target;
        told.IsWaiting = false;
    }

    private void OnReleased(ForwardEvent.Released released, Told told)
    {
        _told.Remove(released.Entry.Key);
        if (_told.Values.All(t => t.News != told.News))
        {
            _resources.Remove(NameOf(released.Entry));
        }

        if (!ending.IsCancellationRequested)
        {
            news.WritePlainLine($"{NameOf(released.Entry)}, port {released.Entry.Port}, is not forwarded any more: {string.Join(", ", told.Local)} is free.");
        }
    }

    private void Tell(Func<string, bool> isNews, string line)
    {
        if (isNews(line))
        {
            news.WritePlainLine(line);
        }
    }

    private Told ToldOf(PortForwardEntry entry)
    {
        if (_told.TryGetValue(entry.Key, out var told))
        {
            return told;
        }

        var resource = NameOf(entry);
        if (!_resources.TryGetValue(resource, out var resourceNews))
        {
            _resources.Add(resource, resourceNews = new ResourceNews());
        }

        _told.Add(entry.Key, told = new Told(resourceNews));
        return told;
    }

    private static string NameOf(PortForwardEntry entry) => $"{entry.Resource} in namespace {entry.Namespace}";

    /// <summary>What was said of one entry.</summary>
    private sealed class Told(ResourceNews resource)
    {
        public ResourceNews News => resource;

        public IReadOnlyList<IPEndPoint> Local { get; set; } = [];

        public ForwardTarget? Target { get; set; }

        public bool IsWaiting { get; set; }
    }
}
