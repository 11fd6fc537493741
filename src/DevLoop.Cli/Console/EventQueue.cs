using System.Threading.Channels;
using DevLoop.Forwarding.Events;
using Microsoft.Extensions.Logging;

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

    private readonly IReadOnlyList<IForwardEventSink> _sinks;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Task _showing;

    /// <summary>Begins to hand each event on to each of <paramref name="sinks"/>, one at a time and in order.</summary>
    /// <param name="sinks">Who shows them. What one of them throws goes to the log, and ends nothing.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="time">The clock.</param>
    public EventQueue(IReadOnlyList<IForwardEventSink> sinks, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _sinks = sinks;
        _logger = loggerFactory.CreateLogger<EventQueue>();
        _time = time;
        _showing = Task.Run(ShowAsync);
    }

    public void Publish(ForwardEvent forwardEvent)
    {
        var isOfConnection = forwardEvent is ForwardEvent.ConnectionAccepted or ForwardEvent.ConnectionFailed or ForwardEvent.AcceptPaused or ForwardEvent.Retrying;
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

    private async Task ShowAsync()
    {
        await foreach (var forwardEvent in _events.Reader.ReadAllAsync())
        {
            foreach (var sink in _sinks)
            {
                Show(forwardEvent, sink);
            }
        }
    }

    private void Show(ForwardEvent forwardEvent, IForwardEventSink sink)
    {
        try
        {
            sink.Publish(forwardEvent);
        }
        catch (Exception e)
        {
            // A mistake of ours, or a stream that fails as none was seen to: what happens next is to be shown all the same.
            ReporterLog.NotShown(_logger, e, forwardEvent.Entry, forwardEvent.GetType().Name);
        }
    }
}
