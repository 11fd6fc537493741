using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

public sealed class SpdyBackPressureTests
{
    private const int Capacity = 4 * 1024;
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"));
    private static readonly SpdySessionOptions Options = new()
    {
        SendBufferSize = 16 * 1024, MaxDataFrameLength = 1024, ReceiveBufferSize = 8 * 1024, CloseTimeout = TimeSpan.Zero,
    };

    private readonly SpdySession _session;
    private readonly ScriptedSpdyPeer _peer;

    public SpdyBackPressureTests()
    {
        var (a, b) = DuplexStream.CreatePair(Capacity);
        _session = SpdySession.Start(a, SpdyRole.Client, Options, TimeProvider.System, NullLogger.Instance);
        _peer = new ScriptedSpdyPeer(b, reads: false);
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        await _peer.DisposeAsync();
        await _session.DisposeAsync();
    }

    [Test]
    public async Task A_writer_waits_for_a_peer_that_does_not_read_and_goes_on_when_it_does()
    {
        var (_, stream) = _session.OpenPair(Headers, Headers);
        var writer = new EndlessWriter(stream);
        await writer.WaitForAsync(Options.SendBufferSize);

        _peer.StartReading();
        await writer.WaitForAsync(20 * Options.SendBufferSize);

        stream.Reset(SpdyResetStatus.Cancel);
        await Assert.ThrowsAsync<PortForwardException>(() => writer.Ended.Within("end of the writes"));
    }

    [Test]
    public async Task All_writers_that_wait_go_on_when_the_peer_reads()
    {
        var first = new EndlessWriter(_session.OpenPair(Headers, Headers).Open);
        await first.WaitForAsync(Options.SendBufferSize);
        List<EndlessWriter> writers = [first, .. Enumerable.Range(0, 3).Select(_ => new EndlessWriter(_session.OpenPair(Headers, Headers).Open))];

        _peer.StartReading();

        await Task.WhenAll(writers.Select(w => w.WaitForAsync(4 * Options.SendBufferSize)));
        await _session.DisposeAsync();
        foreach (var writer in writers)
        {
            await Assert.ThrowsAsync<PortForwardException>(() => writer.Ended.Within("end of the writes"));
        }
    }

    [Test]
    public async Task All_streams_together_queue_no_more_than_the_bound()
    {
        var writers = Enumerable.Range(0, 20).Select(_ => new EndlessWriter(_session.OpenPair(Headers, Headers).Open)).ToList();
        await Task.WhenAny(writers.Select(w => w.WaitForAsync(512)));

        await _session.DisposeAsync();

        foreach (var writer in writers)
        {
            await Assert.ThrowsAsync<PortForwardException>(() => writer.Ended.Within("end of the writes"));
        }

        Assert.That(writers.Sum(w => w.Written), Is.LessThan(3 * Options.SendBufferSize));
    }

    [Test]
    public async Task A_reset_releases_the_writer_that_waits()
    {
        var (_, stream) = _session.OpenPair(Headers, Headers);
        var writer = new EndlessWriter(stream);
        await writer.WaitForAsync(Options.SendBufferSize);

        stream.Reset(SpdyResetStatus.Cancel);

        var failure = await Assert.ThrowsAsync<PortForwardException>(() => writer.Ended.Within("end of the writes"));
        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That(writer.Written, Is.LessThan(3 * Options.SendBufferSize));
    }

    [Test]
    public async Task A_writer_that_waits_can_be_cancelled_and_the_stream_lives()
    {
        var (_, stream) = _session.OpenPair(Headers, Headers);
        using var cancel = new CancellationTokenSource();
        var writer = new EndlessWriter(stream, cancel.Token);
        await writer.WaitForAsync(Options.SendBufferSize);

        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => writer.Ended.Within("end of the writes"));
        _peer.StartReading();
        await stream.WriteAsync(new byte[1], default).AsTask().Within("room to write");
    }

    [Test]
    public async Task A_stream_that_nobody_reads_stops_the_session_within_its_bounds_and_a_reset_releases_it()
    {
        var (_, unread) = _session.OpenPair(Headers, Headers);
        var (_, other) = _session.OpenPair(Headers, Headers);

        // The receive loop reads at most 64 KiB ahead; the stream's buffer and the transport's hold the rest.
        const int bound = (64 * 1024) + (8 * 1024) + (4 * Capacity);
        var frames = 0;
        Task sending;
        do
        {
            Assert.That(frames++ * 1024, Is.LessThan(bound), "the peer was never held back");
            sending = _peer.SendDataAsync(unread.Id, new string('x', 1024));
        }
        while (!await sending.IsHeldBackAsync());

        var reading = other.ReadAsync(new byte[5], default).AsTask();
        Assert.That(reading.IsCompleted, Is.False);

        unread.Reset(SpdyResetStatus.Cancel);

        await sending.Within("room to send");
        await _peer.SendDataAsync(other.Id, "hello");
        Assert.That(await reading.Within("bytes of the other stream"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_session_says_that_it_is_held_up_for_as_long_as_a_full_buffer_is_not_read()
    {
        var (_, unread) = _session.OpenPair(Headers, Headers);
        var (_, other) = _session.OpenPair(Headers, Headers);
        var bytes = 0;
        var sending = Task.CompletedTask;
        while (!_session.IsHeldUp)
        {
            Assert.That(bytes, Is.LessThan(1024 * 1024), "the session was never held up");
            sending = _peer.SendDataAsync(unread.Id, new string('x', 1024));
            bytes += 1024;
            for (var waits = 0; !_session.IsHeldUp && await sending.IsHeldBackAsync(); waits++)
            {
                Assert.That(waits, Is.LessThan(100), "the session neither took the bytes nor was held up");
            }
        }

        unread.Reset(SpdyResetStatus.Cancel);
        await sending.Within("room to send");
        await _peer.SendDataAsync(other.Id, "hello");
        Assert.That(await other.ReadAsync(new byte[5], default).AsTask().Within("bytes of the other stream"), Is.EqualTo(5));
        Assert.That(_session.IsHeldUp, Is.False);
    }

    /// <summary>Writes small pieces until the stream fails or it is cancelled, and tells how far it got.</summary>
    private sealed class EndlessWriter
    {
        private readonly Lock _gate = new();
        private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
        private long _written;

        public EndlessWriter(SpdyStream stream, CancellationToken cancellationToken = default) =>
            Ended = Task.Run(() => WriteAsync(stream, cancellationToken), CancellationToken.None);

        public Task Ended { get; }

        public long Written => Interlocked.Read(ref _written);

        public Task WaitForAsync(long count)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((count, reached));
                Release();
                return reached.Task.Within("written bytes");
            }
        }

        private async Task WriteAsync(SpdyStream stream, CancellationToken cancellationToken)
        {
            while (true)
            {
                await stream.WriteAsync(new byte[512], cancellationToken);
                lock (_gate)
                {
                    _written += 512;
                    Release();
                }
            }
        }

        private void Release()
        {
            foreach (var (_, reached) in _waiting.Where(w => w.Count <= _written))
            {
                reached.TrySetResult();
            }
        }
    }
}
