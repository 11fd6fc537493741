namespace DevLoop.Forwarding.Events;

/// <summary>Takes note of what happens to forwards. Called from many tasks at once; must be quick and must not throw.</summary>
public interface IForwardEventSink
{
    /// <summary>One event. Those of one forward come in order.</summary>
    void Publish(ForwardEvent forwardEvent);
}
