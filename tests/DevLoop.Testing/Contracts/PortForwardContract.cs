using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DevLoop.PortForward;
using NUnit.Framework;

namespace DevLoop.Testing.Contracts;

/// <summary>
/// What port-forwarding must do, whatever the wire and whoever the server: inherit it once for each place, with a fixture for
/// each wire. What a wire or a server cannot do by its nature is asked of <see cref="IPortForwardPlace"/>, and then the
/// contract says what happens instead.
/// </summary>
public abstract class PortForwardContract(Wire wire)
{
    private const long Large = 64 * 1024 * 1024;

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentBag<IPortForwardSession> _sessions = [];
    private IPortForwardSession? _shared;

    protected Wire Wire { get; } = wire;

    /// <summary>The place of this test; started before it and disposed after it.</summary>
    protected IPortForwardPlace Place { get; private set; } = null!;

    protected abstract Task<IPortForwardPlace> StartPlaceAsync(Wire wire);

    [SetUp]
    public async Task StartAsync() => Place = await StartPlaceAsync(Wire);

    [TearDown]
    public async Task StopAsync()
    {
        await Task.WhenAll(_sessions.Select(s => s.DisposeAsync().AsTask())).Within("end of the sessions");
        if (Place is not null)
        {
            await Place.DisposeAsync();
        }

        _opening.Dispose();
    }

    [Test]
    public async Task Bytes_come_back_from_an_echo()
    {
        await using var stream = await ConnectAsync(DemoPorts.Echo);

        await stream.WriteTextAsync("hello");

        Assert.That(await stream.ReadTextAsync(5), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Connections_one_after_the_other_do_not_disturb_each_other()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var stream = await ConnectAsync(DemoPorts.Echo);
            var text = string.Create(CultureInfo.InvariantCulture, $"number {i}");
            await stream.WriteTextAsync(text);
            Assert.That(await stream.ReadTextAsync(text.Length), Is.EqualTo(text));
        }
    }

    [Test]
    public async Task Sixty_four_megabytes_go_there_and_come_back_unchanged()
    {
        await using var stream = await ConnectAsync(DemoPorts.Echo);

        var sent = stream.WriteRandomAsync(Large, seed: 1);
        var received = await stream.ReadHashAsync(Large);

        Assert.That(received, Is.EqualTo(await sent));
    }

    [Test]
    public async Task A_large_download_arrives_whole_and_ends_with_the_pods_end_of_file()
    {
        await using var stream = await ConnectAsync(DemoPorts.Http);

        await stream.WriteTextAsync($"GET /bytes?n={Large} HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n");

        Assert.That(await ReadHttpHeadAsync(stream), Does.StartWith("HTTP/1.1 200"));
        Assert.That(await stream.ReadPatternAsync(0, Large), Is.EqualTo(-1));
        Assert.That(await stream.ReadSomeAsync(new byte[1]), Is.Zero);
    }

    [Test]
    public async Task Two_hundred_connections_work_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(EchoAsync));

        async Task EchoAsync(int seed)
        {
            await using var stream = await ConnectAsync(DemoPorts.Echo);
            var sent = stream.WriteRandomAsync(10_000, seed);
            var received = await stream.ReadHashAsync(10_000);
            Assert.That(received, Is.EqualTo(await sent));
        }
    }

    [Test]
    public async Task Our_end_of_file_reaches_the_pod_and_its_answer_comes_back()
    {
        await using var stream = await ConnectAsync(DemoPorts.Sink);
        await stream.WriteRandomAsync(1_000_000, seed: 2);

        await stream.EndWritesAsync();

        if (Place.KeepsHalfClose)
        {
            Assert.That(await stream.ReadTextToEndAsync(), Is.EqualTo("1000000\n"));
            Assert.That(await stream.Ended.Within("end on the server"), Is.Null);
        }
        else if (stream.SupportsHalfClose)
        {
            // The answer may be lost on the way back, but the connection comes to an end.
            await stream.ReadToItsEndAsync();
        }
        else
        {
            // Nothing told the pod: both directions stay as they were.
            await stream.WriteTextAsync("more");
            Assert.That(stream.Ended.IsCompleted, Is.False);
        }
    }

    [Test]
    public async Task The_pods_end_of_file_leaves_our_side_open()
    {
        await using var stream = await ConnectAsync(DemoPorts.Http);
        await stream.WriteTextAsync("GET /bytes?n=3 HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n");

        Assert.That(await stream.ReadTextToEndAsync(), Does.StartWith("HTTP/1.1 200").And.EndsWith("\r\n\r\n\0\u0001\u0002"));

        await stream.EndWritesAsync();
        Assert.That(await stream.Ended.Within("end on the server"), Is.Null);
    }

    [Test]
    public async Task A_refused_connection_says_why_and_leaves_the_others_alone()
    {
        await using var other = await ConnectAsync(DemoPorts.Echo);
        await using var refused = await ConnectAsync(DemoPorts.Nothing);

        var failure = await refused.ReadToItsEndAsync();

        Assert.That(failure?.Error, Is.EqualTo(PortForwardError.Refused));
        Assert.That(failure!.Message, Does.Contain("9999").And.Contain("refused"));
        Assert.That(await refused.Ended.Within("end on the server"), Is.EqualTo(failure.Message));
        await AssertEchoesAsync(other);
        await using var next = await ConnectAsync(DemoPorts.Echo);
        await AssertEchoesAsync(next);
    }

    [Test]
    public async Task A_connection_that_is_given_up_leaves_the_others_alone()
    {
        await using var other = await ConnectAsync(DemoPorts.Echo);
        await using var stream = await ConnectAsync(DemoPorts.Source);
        var reading = stream.ReadToItsEndAsync();

        stream.Abort();

        Assert.That((await reading)?.Error, Is.EqualTo(PortForwardError.Closed));
        await AssertEchoesAsync(other);
    }

    [Test]
    public async Task A_connection_that_nobody_reads_can_be_given_up_and_the_others_go_on()
    {
        await using var unread = await ConnectAsync(DemoPorts.Source);
        await unread.ReadSomeAsync(new byte[1]);
        await using var other = await ConnectAsync(DemoPorts.Echo);
        await other.WriteTextAsync("hello");

        await unread.DisposeAsync();

        Assert.That(await other.ReadTextAsync(5), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_slow_reader_misses_nothing()
    {
        await using var stream = await ConnectAsync(DemoPorts.Source);

        Assert.That(await stream.ReadPatternAsync(0, 20_000, chunkSize: 1), Is.EqualTo(-1));
        Assert.That(await stream.ReadPatternAsync(20_000, 8 * 1024 * 1024), Is.EqualTo(-1));
    }

    [Test]
    public async Task A_pod_that_is_killed_ends_its_connections()
    {
        await using var idle = await ConnectAsync(DemoPorts.Echo);
        await AssertEchoesAsync(idle);
        await using var busy = await ConnectAsync(DemoPorts.Source);
        await busy.ReadSomeAsync(new byte[1]);

        // Both are read all the time: one that is not holds up the other, on wires without flow control.
        var ends = Task.WhenAll(idle.ReadToItsEndAsync(), busy.ReadToItsEndAsync());

        await Place.KillPodAsync();

        foreach (var end in await ends)
        {
            // With an end of file, or with the server's word on what happened to the pod's socket.
            Assert.That(end?.Error, Is.Null.Or.EqualTo(PortForwardError.Refused).Or.EqualTo(PortForwardError.Reset));
        }
    }

    [Test]
    public async Task A_server_that_vanishes_fails_every_connection_with_a_reason()
    {
        await using var idle = await ConnectAsync(DemoPorts.Echo);
        await AssertEchoesAsync(idle);
        await using var busy = await ConnectAsync(DemoPorts.Source);
        await busy.ReadSomeAsync(new byte[1]);

        var ends = Task.WhenAll(idle.ReadToItsEndAsync(), busy.ReadToItsEndAsync());

        await Place.VanishAsync();

        foreach (var failure in await ends)
        {
            Assert.That(failure?.Error, Is.EqualTo(PortForwardError.TransportFailed).Or.EqualTo(PortForwardError.ClosedByPeer));
            Assert.That(failure!.Message, Is.Not.Empty);
        }

        foreach (var session in _sessions)
        {
            await session.Completion.Within("end of the session");
            Assert.That(session.CanOpen, Is.False);
        }
    }

    [Test]
    public async Task A_read_that_is_cancelled_takes_nothing_from_the_connection()
    {
        await using var stream = await ConnectAsync(DemoPorts.Echo);
        using var cancel = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[1], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => reading.Within("end of the read"));
        await AssertEchoesAsync(stream);
    }

    [Test]
    public async Task A_write_that_waits_for_a_pod_which_does_not_read_can_be_cancelled()
    {
        await using var stream = await ConnectAsync(DemoPorts.Source);
        using var cancel = new CancellationTokenSource();
        var writing = WriteForeverAsync();

        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => writing.Within("end of the writes"));

        async Task WriteForeverAsync()
        {
            await Task.Yield();
            var chunk = new byte[64 * 1024];
            while (true)
            {
                await stream.WriteAsync(chunk, cancel.Token);
            }
        }
    }

    [Test]
    public async Task Disposing_the_session_fails_its_connections_as_closed_here()
    {
        await using var stream = await ConnectAsync(DemoPorts.Echo);
        await AssertEchoesAsync(stream);
        var reading = stream.ReadToItsEndAsync();

        foreach (var session in _sessions)
        {
            await session.DisposeAsync().AsTask().Within("end of the session");
            Assert.That((await session.Completion).Error, Is.EqualTo(PortForwardError.Closed));
        }

        Assert.That((await reading)?.Error, Is.EqualTo(PortForwardError.Closed));
    }

    /// <summary>A new connection: on the session that all share, or on one of its own where the wire carries no second.</summary>
    protected async Task<ForwardedStream> ConnectAsync(int port)
    {
        await _opening.WaitAsync().Within("turn to open a connection");
        try
        {
            if (_shared is not { CanOpen: true })
            {
                var session = await Place.OpenSessionAsync(port).Within("session");
                _sessions.Add(session);
                if (Wire == Wire.V4Channel)
                {
                    return session.Open(port);
                }

                _shared = session;
            }

            return _shared.Open(port);
        }
        finally
        {
            _opening.Release();
        }
    }

    private static async Task AssertEchoesAsync(ForwardedStream stream)
    {
        await stream.WriteTextAsync("alive");
        Assert.That(await stream.ReadTextAsync(5), Is.EqualTo("alive"));
    }

    private static async Task<string> ReadHttpHeadAsync(ForwardedStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await stream.ReadTextAsync(1));
        }

        return head.ToString();
    }
}
