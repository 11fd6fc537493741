using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Console;

/// <summary>
/// Says what happens to the forwards of the command <c>port-forward</c>: on stdout what kubectl prints there, word for word;
/// on stderr what kubectl has no words for, since it ends instead.
/// </summary>
internal sealed class PortForwardReporter(IUserConsole console, ILogger logger) : IForwardEventSink, IForwardNotices
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PortForwardEntry, IReadOnlyList<IPEndPoint>> _bound = [];
    private readonly HashSet<PortForwardEntry> _announced = [];
    private readonly HashSet<MissingPermission> _missing = [];
    private readonly ResourceNews _news = new();
    private bool _isWaiting;
    private string? _pod;

    public void Publish(ForwardEvent forwardEvent)
    {
        lock (_gate)
        {
            try
            {
                Report(forwardEvent);
            }
            catch (Exception e)
            {
                // Nobody can be told (a full disk behind '>', a terminal that is gone, a mistake of ours): no reason to end the forwards.
                ReporterLog.NotShown(logger, e);
            }
        }
    }

    public void Inform(string sentence) => console.Error.WritePlainLine(sentence);

    public void Warn(string sentence) => console.Error.WritePlainLine($"warning: {sentence}");

    private void Report(ForwardEvent forwardEvent)
    {
        switch (forwardEvent)
        {
            case ForwardEvent.Bound bound:
                OnBound(bound);
                break;
            case ForwardEvent.Active active:
                OnActive(active);
                break;
            case ForwardEvent.Waiting { IsClusterLost: false } waiting:
                OnWaiting(waiting);
                break;
            case ForwardEvent.ConnectionAccepted accepted:
                console.Out.WritePlainLine($"Handling connection for {accepted.Local.Port}");
                break;
            case ForwardEvent.ConnectionFailed failed:
                console.Error.WritePlainLine($"A connection to local port {failed.Local.Port} failed: {failed.Why}");
                break;
            case ForwardEvent.PermissionMissing lacking:
                OnPermissionMissing(lacking.Missing);
                break;
            case ForwardEvent.Released released:
                ReporterLog.Released(logger, released.Entry.Key);
                break;
        }
    }

    private void OnBound(ForwardEvent.Bound bound)
    {
        _bound[bound.Entry] = bound.Local;
        foreach (var why in bound.PassedOver)
        {
            Warn($"forwarding from {string.Join(", ", bound.Local)} only. {why}");
        }
    }

    private void OnPermissionMissing(MissingPermission missing)
    {
        if (_missing.Add(missing))
        {
            Warn($"you may not {missing}: what changes there is seen some seconds late, if at all.");
        }
    }

    private void OnActive(ForwardEvent.Active active)
    {
        if (_bound.TryGetValue(active.Entry, out var bound) && _announced.Add(active.Entry))
        {
            foreach (var local in bound)
            {
                console.Out.WritePlainLine($"Forwarding from {local} -> {active.Target.Port}");
            }
        }

        TellPod(active.Target);
    }

    private void OnWaiting(ForwardEvent.Waiting waiting)
    {
        _isWaiting = true;
        if (_news.IsTrouble(waiting.Topic))
        {
            console.Error.WritePlainLine($"Waiting for {waiting.Entry.Resource}: {waiting.Why}.");
        }
    }

    /// <summary>The forwards of one command lead to one pod, so its change is said once for all of them.</summary>
    private void TellPod(ForwardTarget target)
    {
        var isChange = _pod is not null && (_pod != target.Uid || _isWaiting);
        (_pod, _isWaiting) = (target.Uid, false);
        var line = $"Now forwarding to pod {target.Pod}.";
        if (isChange && _news.IsChange(line))
        {
            console.Error.WritePlainLine(line);
        }
    }
}
