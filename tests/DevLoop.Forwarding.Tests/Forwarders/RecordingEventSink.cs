using DevLoop.Forwarding.Events;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>Keeps what happened, and lets a test wait for it.</summary>
internal sealed class RecordingEventSink : IForwardEventSink
{
    private readonly Lock _gate = new();
    private readonly List<ForwardEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ForwardEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public void Publish(ForwardEvent forwardEvent)
    {
        Publishing?.Invoke(forwardEvent);
        lock (_gate)
        {
            _events.Add(forwardEvent);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Called with each event before it is kept; what it throws, the publisher gets.</summary>
    public Action<ForwardEvent>? Publishing { get; set; }

    /// <summary>The <paramref name="count"/>th event of a type, from 1, once it is there.</summary>
    public Task<T> WaitForAsync<T>(int count = 1)
        where T : ForwardEvent => WaitForAsync<T>(resource: null, count);

    /// <summary>The <paramref name="count"/>th event of a type, from 1, of the forwards to a resource, once it is there.</summary>
    /// <param name="resource">TYPE/NAME; null for whatever resource.</param>
    /// <param name="count">Which one.</param>
    public async Task<T> WaitForAsync<T>(string? resource, int count = 1)
        where T : ForwardEvent
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_events.OfType<T>().Where(e => resource is null || $"{e.Entry.Resource}" == resource).Skip(count - 1).FirstOrDefault() is { } found)
                {
                    return found;
                }

                more = _more.Task;
            }

            await more.Within($"{typeof(T).Name} event of {resource ?? "any forward"}, number {count}");
        }
    }
}
