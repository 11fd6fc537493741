using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.Retries;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

internal sealed class ReopeningStreamTests
{
    private const string NoListener = "error forwarding port 8080 to pod a, uid : failed to connect to localhost:8080 inside namespace \"a\", IPv4: dial tcp4 127.0.0.1:8080: connect: connection refused";
    private const string NoSandbox = "error forwarding port 8080 to pod a, uid : failed to find sandbox \"a\" in store: not found";
    private const string Crashed = "error forwarding port 8080 to pod dial-tcp-connection-refused, uid : readfrom tcp4 127.0.0.1:1->127.0.0.1:8080: read: connection reset by peer";

    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly byte[] Question = "question"u8.ToArray();

    private readonly FakeClock _clock = new();
    private readonly PlayedSupply _supply = new();
    private readonly PlayedStream _first = new();
    private readonly PlayedStream _second = new();
    private readonly byte[] _buffer = new byte[128 * 1024];
    private ReopeningStream _stream = null!;

    [SetUp]
    public void Open() => _stream = Over(_first);

    [TearDown]
    public async Task Close() => await _stream.DisposeAsync();

    [Test]
    public async Task A_stream_is_replaced_only_while_nobody_can_have_seen_a_byte(
        [Values] PortForwardError error, [Values(NoListener, NoSandbox, Crashed)] string text, [Values] bool isWritten, [Values] bool isAnswered)
    {
        if (isWritten)
        {
            await _stream.WriteAsync(Question, Never);
        }

        if (isAnswered)
        {
            _first.Answer(1);
            await ReadAsync();
        }

        _supply.Give(_second);
        _second.Answer(2);
        _first.Fail(new PortForwardException(error, text));
        var isLostAlone = error is PortForwardError.Reset or PortForwardError.ClosedByPeer or PortForwardError.TransportFailed or PortForwardError.KeepAliveTimeout;
        var isUnseen = error switch
        {
            PortForwardError.NotTaken => true,
            PortForwardError.Refused => !isWritten || text != Crashed,
            _ => isLostAlone && !isWritten,
        };
        if (isUnseen && !isAnswered)
        {
            Assert.That(await ReadAsync(), Is.EqualTo(new byte[] { 2 }));
            Assert.That(_second.Received, Is.EqualTo(isWritten ? Question : []));
        }
        else
        {
            var failure = await FailureAsync();
            Assert.That((failure.Error, failure.Message), Is.EqualTo((error, text)));
            Assert.That(_second.Received, Is.Empty);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_end_of_what_the_client_sends_is_repeated_too(bool isWritten)
    {
        if (isWritten)
        {
            await _stream.WriteAsync(Question, Never);
        }

        await _stream.CompleteWritesAsync(Never);
        await ReplaceAsync(NoListener);
        Assert.That((_second.Received.Length, _second.IsEnded), Is.EqualTo((isWritten ? Question.Length : 0, true)));
    }

    [Test]
    public async Task What_the_client_sends_later_comes_after_what_is_repeated()
    {
        await _stream.WriteAsync(Question, Never);
        var reading = ReadAsync();
        _first.Fail(Refused(NoListener));
        await _supply.FailureAsync();
        var writing = _stream.WriteAsync("!"u8.ToArray(), Never).AsTask();
        var ending = EndAfterAsync(writing);
        Assert.That(writing.IsCompleted, Is.False, "it waits for the next stream");
        _supply.Give(_second);
        await ending.Within("write");
        _second.Answer(2);
        await reading.Within("answer");
        Assert.That(_second.Received, Is.EqualTo("question!"u8.ToArray()));
        Assert.That(_second.IsEnded, Is.True);

        async Task EndAfterAsync(Task write)
        {
            await write;
            await _stream.CompleteWritesAsync(Never);
        }
    }

    [Test]
    public async Task Bytes_arrive_once_and_in_order_however_many_streams_fail()
    {
        var random = new Random(7);
        var sent = new byte[ReopeningState.MaxKept];
        random.NextBytes(sent);
        PlayedStream[] streams = [_first, .. Enumerable.Range(0, 20).Select(_ => new PlayedStream())];
        var reading = ReadAsync();
        var writing = WriteAllAsync();
        for (var i = 1; i < streams.Length; i++)
        {
            await streams[i - 1].IsWrittenTo;
            _supply.Give(streams[i]);
            streams[i - 1].Fail(Refused(NoListener));
        }

        await writing.Within("all writes");
        await streams[^1].IsWrittenTo;
        streams[^1].Answer(2);
        await reading.Within("answer");
        Assert.That(streams[^1].Received, Is.EqualTo(sent));
        Assert.That(streams.Take(streams.Length - 1).Select(s => s.IsDisposed), Has.All.True);

        async Task WriteAllAsync()
        {
            await Task.Yield();
            for (var rest = sent.AsMemory(); rest.Length > 0;)
            {
                var next = Math.Min(rest.Length, random.Next(1, 4000));
                await _stream.WriteAsync(rest[..next], Never);
                rest = rest[next..];
            }
        }
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task No_more_is_kept_than_64_KiB(int more, bool isReplaced)
    {
        await _stream.WriteAsync(new byte[ReopeningState.MaxKept], Never);
        await _stream.WriteAsync(new byte[more], Never);
        if (isReplaced)
        {
            await ReplaceAsync(NoListener);
            Assert.That(_second.Received, Has.Length.EqualTo(ReopeningState.MaxKept));
        }
        else
        {
            _first.Fail(Refused(NoListener));
            await FailureAsync();
            Assert.That(_supply.Failures, Is.Zero);
        }
    }

    [Test]
    public async Task A_write_that_fails_with_its_stream_is_done_with_the_next_one()
    {
        var full = new PlayedStream { IsFull = true };
        await using var stream = Over(full);
        var writing = stream.WriteAsync(Question, Never).AsTask();
        await full.IsWrittenTo;
        _supply.Give(_second);
        full.Fail(Refused(NoListener));
        var reading = stream.ReadAsync(_buffer, Never).AsTask();
        await writing.Within("write");
        _second.Answer(2);
        await reading.Within("answer");
        Assert.That(_second.Received, Is.EqualTo(Question));
    }

    [Test]
    public async Task A_write_that_fails_alone_fails_once_the_reader_had_time_to_learn_why()
    {
        _first.WriteFailure = new PortForwardException(PortForwardError.TransportFailed, "broken");
        var reading = ReadAsync();
        var writing = _stream.WriteAsync(Question, Never).AsTask();
        await _clock.WaitForTimersAsync(1).Within("patience");
        _clock.Advance(ReopeningStream.WriterPatience);
        await Assert.ThrowsAsync<PortForwardException>(async () => await writing.Within("failure"));
        _first.End();
        Assert.That(await reading.Within("end"), Is.Empty);
    }

    [Test]
    public async Task A_stream_that_fails_while_all_is_repeated_to_it_is_replaced_as_well()
    {
        await _stream.WriteAsync(Question, Never);
        var broken = new PlayedStream();
        broken.Fail(Refused(NoSandbox));
        _supply.Give(broken);
        await ReplaceAsync(NoListener);
        Assert.That(_second.Received, Is.EqualTo(Question));
        Assert.That(_supply.Failures, Is.EqualTo(2));
    }

    [Test]
    public async Task What_was_repeated_may_have_been_seen()
    {
        await _stream.WriteAsync(Question, Never);
        _supply.Give(_second);
        _first.Fail(Refused(NoListener));
        _second.Fail(new PortForwardException(PortForwardError.TransportFailed, "broken"));
        Assert.That((await FailureAsync()).Message, Is.EqualTo("broken"));
        Assert.That(_supply.Failures, Is.EqualTo(1));
    }

    [Test]
    public async Task Where_no_other_stream_is_wanted_the_failure_shows_and_writes_do_not_wait()
    {
        _supply.Then = Reopening.Never;
        var reading = ReadAsync();
        _first.Fail(Refused(NoListener));
        Assert.That((await FailureAsync(reading)).Message, Is.EqualTo(NoListener));
        await Assert.ThrowsAsync<PortForwardException>(async () => await _stream.WriteAsync(Question, Never).AsTask().Within("failure"));
        Assert.That(await _stream.Ended.Within("end"), Is.Null);
    }

    [Test]
    public async Task What_the_server_says_last_is_that_of_the_last_stream()
    {
        var ended = _stream.Ended;
        await ReplaceAsync(NoListener);
        Assert.That(ended.IsCompleted, Is.False);
        _second.End("too late");
        Assert.That(await ReadAsync(), Is.Empty);
        Assert.That(await ended.Within("end"), Is.EqualTo("too late"));
    }

    [Test]
    public async Task Who_waits_for_another_stream_can_give_up([Values] bool isAborted)
    {
        using var stop = new CancellationTokenSource();
        var reading = _stream.ReadAsync(_buffer, stop.Token).AsTask();
        _first.Fail(Refused(NoListener));
        await _supply.FailureAsync();
        var writing = _stream.WriteAsync(Question, stop.Token).AsTask();
        if (isAborted)
        {
            _stream.Abort();
            await Assert.ThrowsAsync<PortForwardException>(async () => await reading.Within("end of the read"));
            await Assert.ThrowsAsync<PortForwardException>(async () => await writing.Within("end of the write"));
        }
        else
        {
            await stop.CancelAsync();
            await Assert.CatchAsync<OperationCanceledException>(async () => await reading.Within("end of the read"));
            await Assert.CatchAsync<OperationCanceledException>(async () => await writing.Within("end of the write"));
        }
    }

    [Test]
    public async Task The_same_pod_is_asked_again_after_a_while()
    {
        _supply.Then = Reopening.Later;
        _supply.Give(_second);
        var reading = ReadAsync();
        _first.Fail(Refused(NoListener));
        await _clock.WaitForTimersAsync(1).Within("delay");
        _second.Answer(2);
        Assert.That(reading.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.That(await reading.Within("answer"), Is.EqualTo(new byte[] { 2 }));
    }

    private Task<PortForwardException> FailureAsync() => FailureAsync(ReadAsync());

    private static async Task<PortForwardException> FailureAsync(Task reading) =>
        (await Assert.ThrowsAsync<PortForwardException>(async () => await reading.Within("failure")))!;

    private static PortForwardException Refused(string text) => new(PortForwardError.Refused, text);

    private ReopeningStream Over(PlayedStream stream) => new(stream, _supply, ReopenPipeline.Create(_clock), _clock);

    private async Task<byte[]> ReadAsync()
    {
        var buffer = new byte[16];
        return buffer[..await _stream.ReadAsync(buffer, Never).AsTask().Within("bytes of the pod")];
    }

    /// <summary>The first stream is refused with a text; the pod of the next one, that is <see cref="_second"/> unless others were given, answers.</summary>
    private async Task ReplaceAsync(string text)
    {
        _supply.Give(_second);
        _second.Answer(2);
        _first.Fail(Refused(text));
        Assert.That(await ReadAsync(), Is.EqualTo(new byte[] { 2 }));
    }
}
