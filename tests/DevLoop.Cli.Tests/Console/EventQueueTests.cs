using System.Net;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Cli.Tests.Console;

internal sealed class EventQueueTests
{
    private static readonly PortForwardEntry Entry =
        new(EntryOrigin.User, new ResourceReference(ResourceType.Pod, "web"), "default", new IntOrString(80), LocalPortWish.Any, ListenAddress.Localhost);

    private readonly FakeClock _clock = new();

    [Test]
    public async Task Everything_is_shown_in_order_before_the_end()
    {
        var sink = new SlowSink();
        sink.Release();
        var queue = new EventQueue([sink], NullLoggerFactory.Instance, _clock);
        for (var i = 0; i < 1000; i++)
        {
            queue.Publish(new ForwardEvent.Waiting(Entry, $"{i}"));
        }

        await queue.DisposeAsync().AsTask().Within("end of the queue");
        Assert.That(sink.Shown, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_console_that_stands_still_holds_up_neither_the_forwards_nor_the_end()
    {
        var sink = new SlowSink();
        var queue = new EventQueue([sink], NullLoggerFactory.Instance, _clock);
        for (var i = 0; i < 20_000; i++)
        {
            queue.Publish(new ForwardEvent.Waiting(Entry, "a"));
        }

        await sink.Reached.Within("first event");
        var ending = queue.DisposeAsync().AsTask();
        await _clock.WaitForTimersAsync(1).Within("deadline of the end");
        Assert.That(ending.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ending.Within("end of the queue");
        sink.Release();
    }

    [Test]
    public async Task A_flood_of_connections_pushes_out_no_state()
    {
        var sink = new SlowSink();
        var queue = new EventQueue([sink], NullLoggerFactory.Instance, _clock);
        for (var i = 0; i < 30_000; i++)
        {
            queue.Publish(new ForwardEvent.ConnectionAccepted(Entry, new IPEndPoint(IPAddress.Loopback, 1)));
        }

        queue.Publish(new ForwardEvent.Waiting(Entry, "last"));
        sink.Release();
        await queue.DisposeAsync().AsTask().Within("end of the queue");
        Assert.That(sink.Shown, Is.EqualTo(["last"]));
    }

    [Test]
    public async Task What_one_event_cannot_be_shown_for_goes_to_the_log_and_hides_neither_it_from_others_nor_what_comes_after()
    {
        var (broken, sound) = (new BrokenSink(), new SlowSink());
        sound.Release();
        var log = new RecordedLog();
        var queue = new EventQueue([broken, sound], log, _clock);
        queue.Publish(new ForwardEvent.Waiting(Entry, "first"));
        queue.Publish(new ForwardEvent.Waiting(Entry, "second"));
        await queue.DisposeAsync().AsTask().Within("end of the queue");
        Assert.Multiple(() =>
        {
            Assert.That(broken.Seen, Is.EqualTo(2));
            Assert.That(sound.Shown, Is.EqualTo(["first", "second"]));
            Assert.That(log.Count("No space left"), Is.EqualTo(2));
        });
    }

    /// <summary>Can show nothing.</summary>
    private sealed class BrokenSink : IForwardEventSink
    {
        public int Seen { get; private set; }

        public void Publish(ForwardEvent forwardEvent)
        {
            Seen++;
            throw new IOException("No space left on device");
        }
    }

    /// <summary>Stands still until released.</summary>
    private sealed class SlowSink : IForwardEventSink
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Shown { get; } = [];

        public Task Reached => _reached.Task;

        public void Release() => _released.Set();

        public void Publish(ForwardEvent forwardEvent)
        {
            _reached.TrySetResult();
            _released.Wait(TestLimits.Event);
            if (forwardEvent is ForwardEvent.Waiting waiting)
            {
                Shown.Add(waiting.Why);
            }
        }
    }
}
