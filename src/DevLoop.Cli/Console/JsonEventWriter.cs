using System.Net;
using System.Text.Json;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Targets;

namespace DevLoop.Cli.Console;

/// <summary>Writes one JSON object an event, for programs. What an address is bound on is one event for each address.</summary>
/// <param name="output">Gets the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class JsonEventWriter(TextWriter output, TimeProvider time) : IForwardEventSink
{
    private readonly Dictionary<string, IReadOnlyList<IPEndPoint>> _bound = new(StringComparer.Ordinal);

    public void Publish(ForwardEvent forwardEvent)
    {
        switch (forwardEvent)
        {
            case ForwardEvent.Bound bound:
                _bound[bound.Entry.Key] = bound.Local;
                Write("bound", bound, e => e with { Why = bound.Moved });
                break;
            case ForwardEvent.Waiting waiting:
                Write("waiting", waiting, e => e with { Why = waiting.Why });
                break;
            case ForwardEvent.Active active:
                Write("active", active, e => WithTarget(e, active.Target));
                break;
            case ForwardEvent.Retrying retrying:
                Write("retrying", retrying, e => e with { Attempt = retrying.Attempt, DelaySeconds = retrying.Delay.TotalSeconds, Why = retrying.Why });
                break;
            case ForwardEvent.ConnectionFailed failed:
                Write(At(NewEvent("connectionFailed", failed), failed.Local) with { Why = failed.Why, Detail = failed.Detail });
                break;
            case ForwardEvent.AcceptPaused paused:
                Write(At(NewEvent("acceptPaused", paused), paused.Local) with { Why = paused.Why });
                break;
            case ForwardEvent.PermissionMissing missing:
                Write(NewEvent("permissionMissing", missing) with { Why = missing.Why });
                break;
            case ForwardEvent.Released released:
                Write("released", released, e => e);
                _bound.Remove(released.Entry.Key);
                break;
        }
    }

    private void Write(string name, ForwardEvent forwardEvent, Func<JsonEvent, JsonEvent> complete)
    {
        var json = complete(NewEvent(name, forwardEvent));
        if (!_bound.TryGetValue(forwardEvent.Entry.Key, out var bound))
        {
            Write(json);
            return;
        }

        foreach (var local in bound)
        {
            Write(At(json, local));
        }
    }

    private JsonEvent NewEvent(string name, ForwardEvent forwardEvent) => JsonEvent.Of(name, forwardEvent.Entry, time.GetUtcNow());

    private void Write(JsonEvent json) => output.WriteLine(JsonSerializer.Serialize(json, JsonEvents.Default.JsonEvent));

    private static JsonEvent At(JsonEvent json, IPEndPoint local) => json with { LocalAddress = local.Address.ToString(), LocalPort = local.Port };

    private static JsonEvent WithTarget(JsonEvent json, ForwardTarget target) => json with { PodName = target.Pod, ContainerPort = target.Port };
}
