using System.Net.Sockets;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>A connection that fails when it is closed, with an exception that nobody expects there.</summary>
internal sealed class UnclosableStream(Stream inner) : AsyncDuplexStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        throw new SocketException();
    }
}
