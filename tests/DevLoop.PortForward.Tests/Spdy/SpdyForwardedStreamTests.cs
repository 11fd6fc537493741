using System.Text;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>A forwarded connection: stream 1 is its error stream, stream 3 its data stream.</summary>
public sealed class SpdyForwardedStreamTests
{
    private readonly FakeClock _clock = new();
    private readonly SpdyPortForwardSession _session;
    private readonly ScriptedSpdyPeer _peer;
    private readonly ForwardedStream _stream;

    public SpdyForwardedStreamTests()
    {
        var (a, b) = DuplexStream.CreatePair();
        var options = new PortForwardSessionOptions { Spdy = new SpdySessionOptions { KeepAliveInterval = null } };
        _session = new SpdyPortForwardSession(a, options, _clock, NullLogger.Instance);
        _peer = new ScriptedSpdyPeer(b);
        _stream = _session.Open(8080);
    }

    [SetUp]
    public async Task SkipTheOpeningAsync()
    {
        await _peer.NextAsync();
        await _peer.NextAsync();
    }

    [TearDown]
    public async Task EndBothAsync()
    {
        await _stream.DisposeAsync();
        await _peer.DisposeAsync();
        await _session.DisposeAsync();
    }

    [Test]
    public async Task A_refusal_whose_text_comes_after_the_end_of_the_data_stream_is_a_refusal()
    {
        await _peer.SendFinAsync(3);
        var reading = _stream.ReadToItsEndAsync();
        await _peer.SendDataAsync(1, "error forwarding port 8080: ");
        await _peer.SendDataAsync(1, "connection refused", fin: true);

        var failure = await reading;

        Assert.That(failure?.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(failure!.Message, Is.EqualTo("error forwarding port 8080: connection refused"));
    }

    [Test]
    public async Task An_empty_answer_is_an_end_of_file_once_the_error_stream_ends_without_text()
    {
        await _peer.SendFinAsync(3);
        var reading = _stream.ReadSomeAsync(new byte[1]);
        await _peer.SendFinAsync(1);

        Assert.That(await reading, Is.Zero);
        Assert.That(await _stream.Ended, Is.Null);
    }

    [Test]
    public async Task An_empty_answer_waits_two_seconds_for_an_error_stream_that_does_not_end()
    {
        await _peer.SendFinAsync(3);
        var reading = _stream.ReadSomeAsync(new byte[1]);
        await _clock.WaitForTimersAsync(1).Within("timer");
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        await _clock.WaitForTimersAsync(1).Within("timer that still runs");
        Assert.That(reading.IsCompleted, Is.False);

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.That(await reading, Is.Zero);
    }

    [Test]
    public async Task An_answer_waits_for_the_error_stream_only_a_moment()
    {
        await _peer.SendDataAsync(3, "answer", fin: true);
        Assert.That(await _stream.ReadTextAsync(3), Is.EqualTo("ans"));
        Assert.That(await _stream.ReadTextAsync(3), Is.EqualTo("wer"));
        var reading = _stream.ReadSomeAsync(new byte[1]);
        await _clock.WaitForTimersAsync(1).Within("timer");

        _clock.Advance(TimeSpan.FromMilliseconds(5));

        Assert.That(await reading, Is.Zero);
    }

    [Test]
    public async Task A_read_that_waits_for_the_error_stream_can_be_cancelled()
    {
        await _peer.SendFinAsync(3);
        using var cancel = new CancellationTokenSource();
        var reading = _stream.ReadAsync(new byte[1], cancel.Token).AsTask();
        await _clock.WaitForTimersAsync(1).Within("timer");

        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => reading.Within("end of the read"));
    }

    [Test]
    public async Task A_failure_in_the_middle_is_told_after_all_that_came_before_it()
    {
        await _peer.SendDataAsync(3, "half an ans");
        await _peer.SendDataAsync(1, "read: connection reset by peer", fin: true);
        Assert.That(await _stream.Ended.Within("end"), Does.Contain("reset by peer"));

        // The server leaves the data stream open, so it is cut off here, which must not cost what came.
        await _clock.WaitForTimersAsync(1).Within("timer");
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("RST_STREAM 3 Cancel"));

        Assert.That(await _stream.ReadTextAsync(11), Is.EqualTo("half an ans"));
        var failure = await _stream.ReadToItsEndAsync();
        Assert.That((failure?.Error, failure?.Message), Is.EqualTo((PortForwardError.Refused, "read: connection reset by peer")));
        Assert.That((await WriteFailureAsync()).Error, Is.EqualTo(PortForwardError.Refused));
    }

    [Test]
    public async Task A_whole_answer_is_not_spoiled_by_the_reset_that_follows_a_late_error()
    {
        await _peer.SendDataAsync(3, "whole answer", fin: true);
        await _peer.SendDataAsync(1, "write: broken pipe", fin: true);
        await _stream.Ended.Within("end");
        await _clock.WaitForTimersAsync(1).Within("timer");
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("RST_STREAM 3 Cancel"));

        Assert.That(await _stream.ReadTextAsync(12), Is.EqualTo("whole answer"));
    }

    [Test]
    public async Task A_reset_of_the_data_stream_is_explained_by_the_error_stream_when_it_has_spoken()
    {
        await _peer.SendDataAsync(1, "network namespace is gone", fin: true);
        await _peer.SendRstStreamAsync(3, SpdyResetStatus.InternalError);

        var failure = await _stream.ReadToItsEndAsync();

        Assert.That((failure?.Error, failure?.Message), Is.EqualTo((PortForwardError.Refused, "network namespace is gone")));
    }

    [Test]
    public async Task A_reset_without_a_word_is_a_reset()
    {
        await _peer.SendRstStreamAsync(3, SpdyResetStatus.InternalError);

        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.Reset));
    }

    [Test]
    public async Task A_text_without_end_is_cut_and_its_stream_reset()
    {
        for (var i = 0; i < 6; i++)
        {
            await _peer.SendDataAsync(1, new string('e', 1000));
        }

        Assert.That(await _stream.Ended.Within("end"), Has.Length.EqualTo(ErrorText.MaxLength));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("RST_STREAM 1 Cancel"));
    }

    [TestCase(" two\nlines\u001b[31m \n", "two\nlines\u001b[31m", TestName = "An error text is what was said without the white space around it")]
    [TestCase(" \n", null, TestName = "White space alone is no error text")]
    public async Task The_text_is_what_was_said_without_the_white_space_around_it(string said, string? text)
    {
        await _peer.SendDataAsync(1, said, fin: true);

        Assert.That(await _stream.Ended.Within("end"), Is.EqualTo(text));
    }

    [Test]
    public async Task Our_end_of_file_is_a_FIN_and_reading_goes_on()
    {
        await _stream.WriteTextAsync("question");
        await _stream.EndWritesAsync();
        await _stream.EndWritesAsync();
        await _peer.SendDataAsync(3, "answer");

        Assert.That(await _peer.NextAsync(), Is.EqualTo("DATA 3 question"));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("DATA 3 FIN"));
        Assert.That(await _stream.ReadTextAsync(6), Is.EqualTo("answer"));
    }

    [Test]
    public async Task Giving_up_resets_both_streams_and_fails_what_waits()
    {
        var reading = _stream.ReadToItsEndAsync();

        _stream.Abort();
        _stream.Abort();

        Assert.That((await reading)?.Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That((await WriteFailureAsync()).Error, Is.EqualTo(PortForwardError.Closed));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("RST_STREAM 3 Cancel"));
        Assert.That(await _peer.NextAsync(), Is.EqualTo("RST_STREAM 1 Cancel"));
        Assert.That(await _peer.AnswersAsync(2), Is.Empty);
    }

    [Test]
    public async Task A_connection_that_is_over_on_both_sides_leaves_nothing_behind()
    {
        await _stream.EndWritesAsync();
        await _peer.SendFinAsync(3);
        await _peer.SendFinAsync(1);
        Assert.That(await _stream.ReadTextToEndAsync(), Is.Empty);

        await _stream.DisposeAsync();

        Assert.That(await _peer.AnswersAsync(2), Is.EqualTo(["DATA 3 FIN"]), "no reset");
    }

    [Test]
    public async Task Disposing_twice_and_at_once_is_one_end()
    {
        await Task.WhenAll(_stream.DisposeAsync().AsTask(), _stream.DisposeAsync().AsTask()).Within("end");
        await _stream.DisposeAsync();

        Assert.That(await _stream.Ended, Is.Null);
    }

    [Test]
    public async Task The_end_of_the_session_ends_its_connections_with_the_reason()
    {
        var reading = _stream.ReadToItsEndAsync();

        await _peer.DisposeAsync();

        Assert.That((await reading)?.Error, Is.EqualTo(PortForwardError.ClosedByPeer));
        Assert.That(await _stream.Ended.Within("end"), Is.Null);
        Assert.That(_session.CanOpen, Is.False);
    }

    [Test]
    public async Task Asking_for_no_bytes_gets_none_and_decides_nothing()
    {
        await _peer.SendDataAsync(3, "x");
        await _peer.AnswersAsync(2);

        Assert.That(await _stream.ReadSomeAsync(Memory<byte>.Empty), Is.Zero);
        Assert.That(await _stream.ReadTextAsync(1), Is.EqualTo("x"));
    }

    [Test]
    public async Task Asking_for_no_bytes_takes_nothing_of_what_came_before_a_reset()
    {
        await _peer.SendDataAsync(3, "x");
        await _peer.SendRstStreamAsync(3, SpdyResetStatus.InternalError);
        await _peer.AnswersAsync(2);

        Assert.That(await _stream.ReadSomeAsync(Memory<byte>.Empty), Is.Zero);
        Assert.That(await _stream.ReadTextAsync(1), Is.EqualTo("x"));
        Assert.That(await _stream.ReadSomeAsync(Memory<byte>.Empty), Is.Zero);
        Assert.That((await _stream.ReadToItsEndAsync())?.Error, Is.EqualTo(PortForwardError.Reset));
    }

    private async Task<PortForwardException> WriteFailureAsync() =>
        (await Assert.ThrowsAsync<PortForwardException>(() => _stream.WriteAsync(Encoding.UTF8.GetBytes("x"), default).AsTask().Within("end of the write")))!;
}
