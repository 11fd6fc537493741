namespace DevLoop.Kubernetes.Api;

/// <summary>A connection behind its HTTP 101: bytes both ways, and what they are to mean. Disposing of it closes the connection.</summary>
public sealed class UpgradedConnection : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal UpgradedConnection(PortForwardTransport transport, Stream stream, HttpResponseMessage response)
    {
        Transport = transport;
        Stream = stream;
        _response = response;
    }

    /// <summary>What was agreed on.</summary>
    public PortForwardTransport Transport { get; }

    /// <summary>The raw bytes behind the 101: SPDY frames, or WebSocket frames that are still to be unwrapped.</summary>
    public Stream Stream { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _response.Dispose();
    }
}
