using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Connections that fail at any byte: every open stream fails with a reason, and nothing hangs.</summary>
public sealed class SpdyFaultTests
{
    private const int Pairs = 3;
    private static readonly SpdyHeaders Headers = new(("streamtype", "data"), ("port", "7000"));
    private static readonly int[] Places = [0, 1, 7, 8, 9, 20, 27, 50, 100, 333, 1000, 4096, 20_000];

    private readonly FakeClock _clock = new();

    [Test]
    public async Task A_reading_side_that_fails_ends_every_stream_with_a_reason(
        [Values(WireFault.Truncate, WireFault.Reset)] WireFault fault, [ValueSource(nameof(Places))] int place)
    {
        var failures = await TalkAsync(inner => new FaultyStream(inner, fault, readsLeft: place));

        Assert.That(failures, Is.All.InstanceOf<PortForwardException>());
        Assert.That(
            failures.Cast<PortForwardException>().Select(f => f.Error),
            Is.All.EqualTo(PortForwardError.TransportFailed).Or.All.EqualTo(PortForwardError.ClosedByPeer));
    }

    [Test]
    public async Task A_writing_side_that_fails_ends_every_stream_with_a_reason([ValueSource(nameof(Places))] int place)
    {
        var failures = await TalkAsync(inner => new FaultyStream(inner, WireFault.Reset, readsLeft: null, writesLeft: place));

        Assert.That(failures.OfType<PortForwardException>().Select(f => f.Error), Is.All.EqualTo(PortForwardError.TransportFailed));
        Assert.That(failures, Has.All.Not.Null);
    }

    [Test]
    public async Task A_side_that_stalls_is_found_dead_by_the_keep_alive([Values] bool reading, [ValueSource(nameof(Places))] int place)
    {
        var talking = TalkAsync(inner => new FaultyStream(inner, WireFault.Stall, reading ? place : null, reading ? null : place));
        while (!talking.IsCompleted)
        {
            // A session that waits for nothing but its clock arms a timer; one that is done completes.
            await Task.WhenAny(talking, _clock.WaitForTimersAsync(1)).Within("timer of the keep-alive");
            _clock.Advance(TimeSpan.FromSeconds(2.5));
            await Task.Yield();
        }

        Assert.That((await talking).OfType<PortForwardException>().Select(f => f.Error), Is.All.EqualTo(PortForwardError.KeepAliveTimeout));
    }

    [Test]
    public async Task Lost_and_mangled_bytes_end_the_session_when_the_connection_ends_at_the_latest(
        [Values(WireFault.Drop, WireFault.Garbage)] WireFault fault, [Values] bool reading, [ValueSource(nameof(Places))] int place)
    {
        var failures = await TalkAsync(
            inner => new FaultyStream(inner, fault, reading ? place : null, reading ? null : place, seed: place), closeServerAfterFault: true);

        Assert.That(failures, Has.Count.EqualTo(Pairs));
    }

    /// <summary>Opens streams over a faulty connection to a server that echoes without end, and gives what each one ended with.</summary>
    private async Task<IReadOnlyList<Exception?>> TalkAsync(Func<Stream, FaultyStream> faulty, bool closeServerAfterFault = false)
    {
        var (a, b) = DuplexStream.CreatePair();
        var transport = faulty(a);
        await using var client = SpdySession.Start(transport, SpdyRole.Client, new SpdySessionOptions { CloseTimeout = TimeSpan.Zero }, _clock, NullLogger.Instance);
        await using var server = SpdySession.Start(b, SpdyRole.Server, new SpdySessionOptions { KeepAliveInterval = null, CloseTimeout = TimeSpan.Zero }, TimeProvider.System, NullLogger.Instance);
        var serving = EchoServer.ServeAsync(server);

        var talks = Enumerable.Range(0, Pairs).Select(_ => TalkAsync(client, closeServerAfterFault ? 200 : int.MaxValue)).ToList();
        if (closeServerAfterFault)
        {
            await Task.WhenAny(Task.WhenAll(talks), transport.Reached).Within("fault");
            await server.DisposeAsync();
        }

        var failures = await Task.WhenAll(talks).Within("end of the streams");
        if (!closeServerAfterFault)
        {
            Assert.That((await client.Completion.Within("end of the session")).Message, Is.Not.Empty);
        }

        await client.DisposeAsync();
        await server.DisposeAsync();
        await serving.Within("end of the server");
        return failures;
    }

    private static async Task<Exception?> TalkAsync(SpdySession session, int rounds)
    {
        await Task.Yield();
        var buffer = new byte[256];
        try
        {
            var (_, stream) = session.OpenPair(Headers, Headers);
            for (var i = 0; i < rounds; i++)
            {
                await stream.WriteAsync(buffer, default);
                if (await stream.ReadAsync(buffer, default) == 0)
                {
                    return null;
                }
            }

            return null;
        }
        catch (PortForwardException e)
        {
            return e;
        }
    }
}
