using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace DevLoop.Kubernetes.Api;

/// <summary>Opens the TCP connections of a pool.</summary>
internal sealed class ServerDialer(TimeSpan limit, TimeProvider time)
{
    /// <summary>Where TLS must name another host than the URL's (tls-server-name): that endpoint and how to greet it.</summary>
    public (DnsEndPoint EndPoint, SslClientAuthenticationOptions Options)? TlsHere { get; init; }

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, time, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(context.DnsEndPoint, deadline.Token);
            var stream = new ServerStream(socket, time);
            return TlsHere is { } tls && tls.EndPoint.Equals(context.DnsEndPoint)
                ? await AuthenticateAsync(stream, tls.Options, deadline.Token)
                : stream;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && deadline.IsExceeded)
            {
                throw new TimeoutException($"No connection within {limit.TotalSeconds:0.#} s.", e);
            }

            throw;
        }
    }

    private static async Task<Stream> AuthenticateAsync(ServerStream stream, SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// On a connection that is idle, a dead path is noticed within 14 s, whatever is spoken on it; while bytes of ours are on their
    /// way, <see cref="ServerStream"/> notices it.
    /// </summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 8);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
