using System.Text;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Sandbox.Streaming;

/// <summary>The server's end of one forwarded connection over SPDY: its data stream and its error stream.</summary>
internal sealed class ForwardedPair(SpdyStream data, SpdyStream error)
{
    private const int DiscardBufferSize = 4 * 1024;

    public SpdyStream Data => data;

    /// <summary>The pod has sent everything; the client may still send.</summary>
    public void EndData() => data.CompleteWrites();

    /// <summary>No text will follow. To a client this says that the server is done with the connection.</summary>
    public void EndError() => error.CompleteWrites();

    /// <summary>Says why the connection failed, in the order in which container runtimes do: first the data stream ends.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is set.</exception>
    public async Task FailAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            data.CompleteWrites();
            await error.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            error.CompleteWrites();
        }
        catch (PortForwardException)
        {
            // Nobody is left to read the text.
        }
    }

    /// <summary>Reads what nobody wants until the client ends the stream: unread bytes would hold up the whole session.</summary>
    private static async Task DiscardAsync(SpdyStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[DiscardBufferSize];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) > 0)
            {
                // Only its end is of interest.
            }
        }
        catch (Exception e) when (e is PortForwardException or OperationCanceledException)
        {
            // Its end, in another form.
        }
    }

    /// <summary>Discards what the client writes to the error stream, on which it has nothing to say.</summary>
    public Task DiscardErrorAsync(CancellationToken cancellationToken) => DiscardAsync(error, cancellationToken);

    /// <summary>Discards what the client still sends as data.</summary>
    public Task DiscardDataAsync(CancellationToken cancellationToken) => DiscardAsync(data, cancellationToken);

    /// <summary>Tells a client that still sends data to stop. The error stream is ended properly: what it said counts.</summary>
    public void CutOff()
    {
        data.Reset(SpdyResetStatus.Cancel);
        error.CompleteWrites();
    }

    /// <summary>Ends both streams at once, where the client has not ended them.</summary>
    public void Reset()
    {
        data.Reset(SpdyResetStatus.Cancel);
        error.Reset(SpdyResetStatus.Cancel);
    }
}
