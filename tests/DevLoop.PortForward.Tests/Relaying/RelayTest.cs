using System.Net.Sockets;
using System.Text;
using DevLoop.PortForward.Relaying;
using DevLoop.Testing;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Relaying;

/// <summary>A test of the relay between a real local socket and a pod that the test plays.</summary>
internal abstract class RelayTest
{
    protected FakeClock Clock { get; } = new();

    /// <summary>Ends the relay.</summary>
    protected CancellationTokenSource Cancel { get; } = new();

    protected LoopbackPair Sockets { get; private set; } = null!;

    protected Socket Client => Sockets.Client;

    [SetUp]
    public async Task ConnectAsync() => Sockets = await LoopbackPair.ConnectAsync();

    [TearDown]
    public void Close()
    {
        Cancel.Cancel();
        Sockets.Dispose();
        Cancel.Dispose();
    }

    protected async Task<RelayResult> Start(ScriptedForwardedStream pod) =>
        await Relay.RunAsync(Sockets.Accepted, pod, new RelayOptions(), Clock, Cancel.Token).Within("end of the relay");

    protected async Task SendAsync(string text) => await Client.SendAsync(Encoding.ASCII.GetBytes(text)).Within("room to send");

    /// <summary>Up to that many bytes; fewer at an end of file.</summary>
    protected async Task<string> ReceiveAsync(int count)
    {
        var buffer = new byte[count];
        var received = 0;
        while (received < count && await Client.ReceiveAsync(buffer.AsMemory(received)).AsTask().Within("bytes") is > 0 and var read)
        {
            received += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, received);
    }

    protected async Task AssertResetAsync()
    {
        var buffer = new byte[1 << 20];
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await Client.ReceiveAsync(buffer.AsMemory()).AsTask().Within("reset") > 0)
            {
            }
        });
        Assert.That(failure!.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
    }

    /// <summary>Sends from the pod to a client that does not read, until the relay takes no more: the bytes it took, and the wait.</summary>
    protected async Task<long> ReceiveToEndAsync()
    {
        var buffer = new byte[1 << 20];
        var all = 0L;
        while (await Client.ReceiveAsync(buffer.AsMemory()).AsTask().Within("bytes") is > 0 and var read)
        {
            all += read;
        }

        return all;
    }

    protected async Task<(long Sent, Task Waiting)> FloodUntilHeldAsync(ScriptedForwardedStream pod)
    {
        const int most = 64 * 1024 * 1024;
        for (var sent = 0L; ; sent += 64 * 1024)
        {
            Assert.That(sent, Is.LessThan(most), "the pod was never held back");
            var sending = pod.SendAsync(new byte[64 * 1024]);
            while (!sending.IsCompleted)
            {
                // The kernel takes no more of what the relay sends, and the relay no more of what the pod does.
                if (!Sockets.Accepted.Poll(0, SelectMode.SelectWrite))
                {
                    return (sent, sending);
                }

                await Task.Yield();
            }
        }
    }
}
