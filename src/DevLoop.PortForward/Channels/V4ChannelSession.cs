using System.Net.WebSockets;

namespace DevLoop.PortForward.Channels;

/// <summary>
/// The client's end of <c>v4.channel.k8s.io</c>: one WebSocket that was opened for one port and carries one forwarded connection.
/// The oldest of the wires, for servers where neither of the others passes: it has no half-close.
/// </summary>
public sealed class V4ChannelSession : IPortForwardSession
{
    private readonly V4ChannelForwardedStream _stream;
    private readonly int _port;
    private int _opened;

    /// <summary>Takes over a connection that was upgraded to a WebSocket for <paramref name="port"/>.</summary>
    public V4ChannelSession(Stream upgraded, int port, TimeProvider time)
    {
        // The Pong frames keep idle connections alive in load balancers. No Ping asks for an answer: the server would not give
        // one while its pod does not read what we send, which is no reason to give up. That TCP does not acknowledge them shows a dead path.
        var options = new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.FromSeconds(9) };
        _port = port;
        _stream = new V4ChannelForwardedStream(WebSocket.CreateFromStream(upgraded, options), port, time);
    }

    /// <inheritdoc/>
    public Task<SessionEnd> Completion => _stream.Completion;

    /// <inheritdoc/>
    public bool CanOpen => Volatile.Read(ref _opened) == 0 && !Completion.IsCompleted;

    /// <summary>Hands out the session's one connection.</summary>
    /// <exception cref="PortForwardException">It was handed out before.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The WebSocket was opened for another port.</exception>
    public ForwardedStream Open(int port)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(port, _port);
        return Interlocked.Exchange(ref _opened, 1) == 0
            ? _stream
            : throw new PortForwardException(PortForwardError.TooManyConnections, "A v4.channel session carries one connection.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
