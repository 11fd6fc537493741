using System.Buffers.Binary;
using System.Net.Sockets;
using DevLoop.Kubernetes.Api;
using DevLoop.Testing;
using DevLoop.Testing.Wires;

namespace DevLoop.Kubernetes.Tests.Api;

internal sealed class ServerStreamTests
{
    [TestCase(1, 5, 0, 12, 5, ExpectedResult = true, TestName = "Bytes that nobody acknowledges are a dead path")]
    [TestCase(0, 0, 2, 12, 12, ExpectedResult = false, TestName = "Where nothing was sent, nothing is missing")]
    [TestCase(1, 0, 0, 12, 12, ExpectedResult = false, TestName = "What was sent once may still be on its way")]
    [TestCase(1, 5, 0, 11, 60, ExpectedResult = false, TestName = "What is acknowledged a little at a time arrives")]
    [TestCase(1, 5, 0, 60, 4, ExpectedResult = false, TestName = "A connection that was quiet for long has its time from the first byte on")]
    [TestCase(1, 0, 2, 12, 12, ExpectedResult = true, TestName = "Questions for room that nobody answers are a dead path")]
    public bool Verdict(int unacked, byte retransmits, byte probes, int sinceAcknowledgement, int waiting)
    {
        var info = new byte[192];
        info[2] = retransmits;
        info[3] = probes;
        Write(24, unacked);
        Write(56, sinceAcknowledgement * 1000);
        return TcpProgress.Parse(info)!.Value.IsDead(TimeSpan.FromSeconds(waiting));

        void Write(int at, int number)
        {
            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(at), number);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(info.AsSpan(at), number);
            }
        }
    }

    [Test]
    public void Of_a_structure_that_is_too_short_nothing_is_believed() => Assert.That(TcpProgress.Parse(new byte[104]), Is.Null);

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(16_406)]
    [TestCase(400_000)]
    public async Task Bytes_that_are_read_ahead_come_out_in_whatever_pieces_they_are_asked_for(int size)
    {
        var sent = new byte[700_001];
        new Random(1).NextBytes(sent);
        using var pair = await LoopbackPair.ConnectAsync();
        await using var stream = new ServerStream(pair.Client, TimeProvider.System);
        var sending = SendAsync();

        var received = new List<byte>();
        var buffer = new byte[size];
        int read;
        do
        {
            // As SslStream's and HttpClient's own readers do: first with no room at all, then in earnest.
            Assert.That(await stream.ReadAsync(Memory<byte>.Empty).AsTask().Within("bytes or the end"), Is.Zero);
            read = await stream.ReadAsync(buffer).AsTask().Within("bytes or the end");
            received.AddRange(buffer.AsSpan(0, read));
        }
        while (read > 0);

        await sending.Within("end of sending");
        Assert.That(received.ToArray(), Is.EqualTo(sent));

        async Task SendAsync()
        {
            for (var rest = sent.AsMemory(); rest.Length > 0;)
            {
                rest = rest[await pair.Accepted.SendAsync(rest)..];
            }

            pair.Accepted.Shutdown(SocketShutdown.Send);
        }
    }

    [Test]
    public async Task What_is_at_hand_is_read_at_once()
    {
        const int All = 100_000;
        using var pair = await LoopbackPair.ConnectAsync();
        await using var stream = new ServerStream(pair.Client, TimeProvider.System);
        await pair.Accepted.SendAsync(new byte[All]).Within("sending");
        while (pair.Client.Available < All)
        {
            await Task.Yield();
        }

        await stream.ReadExactlyAsync(new byte[5]).AsTask().Within("bytes");

        Assert.That(pair.Client.Available, Is.Zero);
        await stream.ReadExactlyAsync(new byte[All - 5]).AsTask().Within("the rest");
    }

    /// <summary>Its kernel answers for it, which is all that the verdict asks for: so the clock may jump.</summary>
    [Test]
    public async Task A_peer_that_is_alive_and_reads_nothing_is_waited_for()
    {
        const int Much = 64 * 1024 * 1024;
        var clock = new FakeClock();
        using var pair = await LoopbackPair.ConnectAsync();
        await using var stream = new ServerStream(pair.Client, clock);

        var writing = stream.WriteAsync(new byte[Much]).AsTask();
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.That(writing.IsCompleted, Is.False);
        await pair.Accepted.ReceiveAsync(new byte[1]).Within("a first byte");
        var buffer = new byte[1024 * 1024];
        for (var all = 1; all < Much;)
        {
            all += await pair.Accepted.ReceiveAsync(buffer).Within("bytes");
        }

        await writing.Within("end of the write");
    }
}
