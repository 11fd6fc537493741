using DevLoop.Forwarding.Events;

namespace DevLoop.Cli.Console;

/// <summary>Several who take note, each of every event.</summary>
internal sealed class EventSinks(IReadOnlyList<IForwardEventSink> sinks) : IForwardEventSink
{
    public void Publish(ForwardEvent forwardEvent)
    {
        foreach (var sink in sinks)
        {
            sink.Publish(forwardEvent);
        }
    }
}
