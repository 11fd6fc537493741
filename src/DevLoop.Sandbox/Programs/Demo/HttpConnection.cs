using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>One accepted connection, in the form in which Kestrel takes it.</summary>
/// <remarks>
/// Kestrel's own socket transport reads ahead, and takes a client's end of file for the end of the connection, although the
/// client may still be waiting for its answer. This one is read on demand only, so a half-closed connection gets its answer.
/// </remarks>
internal sealed class HttpConnection : ConnectionContext, IDuplexPipe
{
    private const int BufferSize = 64 * 1024;

    private readonly Socket _socket;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private int _disposed;

    public HttpConnection(Socket socket, DemoSite site, CancellationToken terminate)
    {
        _socket = socket;
        Terminate = terminate;
        var stream = new ReportingStream(socket, _closed);
        Input = PipeReader.Create(stream);
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: BufferSize));
        Transport = this;
        ConnectionClosed = _closed.Token;
        Features.Set(site);
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>The connection is to close once it idles.</summary>
    public CancellationToken Terminate { get; }

    /// <summary>Completes when the HTTP server has let go of the connection.</summary>
    public Task Ended => _ended.Task;

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Wakes whoever reads or writes; the socket itself is closed at the end, by its only owner.
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            await base.DisposeAsync();
            return;
        }

        try
        {
            await Input.CompleteAsync();
            await Output.CompleteAsync();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The peer was faster.
        }
        finally
        {
            _socket.Dispose();
            await _closed.CancelAsync();
            _closed.Dispose();
            await base.DisposeAsync();
            _ended.TrySetResult();
        }
    }

    /// <summary>
    /// Tells Kestrel that the connection is closed when a write fails, and drops what cannot be sent, as Kestrel's own transports do:
    /// it writes on for ever without the one, and logs an error without the other.
    /// </summary>
    private sealed class ReportingStream(Socket socket, CancellationTokenSource closed) : NetworkStream(socket, ownsSocket: false)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                await closed.CancelAsync();
            }
        }
    }
}
