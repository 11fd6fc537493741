using System.Threading.Channels;
using DevLoop.Forwarding.Events;

namespace DevLoop.Cli.Console;

/// <summary>
/// Between the forwards and a console: a terminal that stands still (Ctrl+S, a selection, a pipe that nobody reads) must hold up
/// neither the connections nor the end of the program.
/// </summary>
internal sealed class EventQueue : IForwardEventSink, IAsyncDisposable
{
    /// <summary>While this many wait to be shown, what concerns a single connection is dropped, however many there are of them.</summary>
    private const int ConnectionCapacity = 10_000;

    /// <summary>The rest is room for what became of the forwards themselves, which is rare and must not be lost.</summary>
    private const int Capacity = 2 * ConnectionCapacity;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<ForwardEvent> _events =
        Channel.CreateBounded<ForwardEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TimeProvider _time;
    private readonly Task _showing;

    /// <summary>Begins to hand events on to <paramref name="sink"/>, one at a time and in order.</summary>
    public EventQueue(IForwardEventSink sink, TimeProvider time)
    {
        _time = time;
        _showing = Task.Run(() => ShowAsync(sink));
    }

    public void Publish(ForwardEvent forwardEvent)
    {
        var isOfConnection = forwardEvent is ForwardEvent.ConnectionAccepted or ForwardEvent.ConnectionFailed or ForwardEvent.Retrying;
        if (!isOfConnection || _events.Reader.Count < ConnectionCapacity)
        {
            _events.Writer.TryWrite(forwardEvent);
        }
    }

    /// <summary>Waits until everything is shown, but not for long.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.Complete();
        try
        {
            await _showing.WaitAsync(LastWords, _time);
        }
        catch (TimeoutException)
        {
            // Nobody reads what is written; the process ends all the same.
        }
    }

    private async Task ShowAsync(IForwardEventSink sink)
    {
        await foreach (var forwardEvent in _events.Reader.ReadAllAsync())
        {
            sink.Publish(forwardEvent);
        }
    }
}
