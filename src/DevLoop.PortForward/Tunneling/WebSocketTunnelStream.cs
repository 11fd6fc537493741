using System.Net.WebSockets;

namespace DevLoop.PortForward.Tunneling;

/// <summary>
/// A byte stream inside binary WebSocket messages, cut anywhere: the tunnel that carries SPDY frames
/// (<c>SPDY/3.1+portforward.k8s.io</c>), at either end.
/// </summary>
/// <seealso href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets">KEP-4006</seealso>
public sealed class WebSocketTunnelStream(WebSocket webSocket, TimeProvider time) : Stream
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private bool _disposed;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The client's end over a connection that was upgraded to a WebSocket.</summary>
    public static WebSocketTunnelStream OverClient(Stream upgraded, TimeProvider time) =>
        new(WebSocket.CreateFromStream(upgraded, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.Zero }), time);

    /// <summary>The server's end over a connection that was upgraded to a WebSocket.</summary>
    public static WebSocketTunnelStream OverServer(Stream upgraded, TimeProvider time) =>
        new(WebSocket.CreateFromStream(upgraded, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero }), time);

    /// <summary>Reads bytes of the next messages; 0 when the other side closed the WebSocket.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="InvalidDataException">The other side sent text.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                var result = await webSocket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                switch (result.MessageType)
                {
                    case WebSocketMessageType.Close:
                        return 0;
                    case WebSocketMessageType.Text:
                        throw new InvalidDataException("a text message came over the WebSocket tunnel, which carries binary ones only");
                    default:
                        // kubectl and the API server send empty messages too; they are no end of file.
                        if (result.Count > 0 || buffer.IsEmpty)
                        {
                            return result.Count;
                        }

                        break;
                }
            }
        }
        catch (WebSocketException e) when (e is { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely, InnerException: null })
        {
            // An end of file without a close frame, as API servers end a tunnel. Whether it cut something off, the frames inside tell.
            return 0;
        }
        catch (WebSocketException e)
        {
            throw new IOException(WebSocketClosing.ReasonOf(e), e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await webSocket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            throw new IOException(WebSocketClosing.ReasonOf(e), e);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not offered: a tunnel is read and written asynchronously.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not offered: a tunnel is read and written asynchronously.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes the WebSocket, within a second.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await WebSocketClosing.CloseAsync(webSocket, CloseTimeout, time).ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            webSocket.Dispose();
        }

        base.Dispose(disposing);
    }
}
