using System.Net.Sockets;
using DevLoop.Sandbox.Nodes;

namespace DevLoop.Sandbox.Streaming;

/// <summary>Connects to ports inside pods, and words the failures as a kubelet and a container runtime do.</summary>
internal sealed class PodDialer(TimeSpan timeout, TimeProvider time)
{
    /// <exception cref="PodDialException">There is nothing to connect to.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is set.</exception>
    public async Task<Socket> ConnectAsync(PodSandbox sandbox, int port, CancellationToken cancellationToken)
    {
        if (sandbox.IsStopped)
        {
            throw Failure(sandbox, port, $"failed to find sandbox \"{sandbox.Id}\" in store: not found");
        }

        if (sandbox.Resolve(port) is not { } endPoint)
        {
            throw Refused(sandbox, port, "connection refused");
        }

        using var deadline = new CancellationTokenSource(timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Refused(sandbox, port, e.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw Refused(sandbox, port, "i/o timeout");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a kubelet writes to the error stream.</summary>
    public static PodDialException Failure(PodSandbox sandbox, int port, string why) =>
        new($"error forwarding port {port} to pod {sandbox.Id}, uid : {why}");

    private static PodDialException Refused(PodSandbox sandbox, int port, string why) => Failure(
        sandbox,
        port,
        $"failed to execute portforward in network namespace \"{sandbox.Address.Address}\": failed to connect to localhost:{port} inside namespace \"{sandbox.Id}\", IPv4: dial tcp4 127.0.0.1:{port}: connect: {why}");
}
