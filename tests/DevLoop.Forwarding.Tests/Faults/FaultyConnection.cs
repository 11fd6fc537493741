using System.Net.Sockets;
using DevLoop.Testing.Wires;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>A server's end of a TCP connection, below TLS, that can be made to fail.</summary>
internal sealed class FaultyConnection(NetworkStream inner) : AsyncDuplexStream
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isMute;
    private volatile bool _isCorrupt;

    /// <summary>Completes when the connection is over for its reader: the client has closed it, or this side has reset it.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Called once with the first bytes from the client, before they are given out.</summary>
    public Func<Task>? FirstRead { get; set; }

    /// <summary>Called once in place of the first write.</summary>
    public Func<ReadOnlyMemory<byte>, Task>? FirstWrite { get; set; }

    /// <summary>From now on nothing is answered; what the client sends is read and dropped, until it gives up.</summary>
    public void Stall() => _isMute = true;

    /// <summary>Sends the end of file, and then as <see cref="Stall"/>.</summary>
    public void End()
    {
        _isMute = true;
        inner.Socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _isMute = true;
        inner.Socket.Close(timeout: 0);
        _gone.TrySetResult();
    }

    /// <summary>Changes a bit in whatever is sent from now on.</summary>
    public void Corrupt() => _isCorrupt = true;

    /// <summary>Sends bytes as they are, in place of what TLS would make of them.</summary>
    public ValueTask SendRawAsync(ReadOnlyMemory<byte> bytes) => inner.WriteAsync(bytes);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read;
            do
            {
                read = await inner.ReadAsync(buffer, cancellationToken);
                if (FirstRead is { } first)
                {
                    FirstRead = null;
                    await first();
                }
            }
            while (read > 0 && _isMute);
            if (read == 0 && !buffer.IsEmpty)
            {
                _gone.TrySetResult();
            }

            return read;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _gone.TrySetResult();
            throw new IOException("The connection is over.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (FirstWrite is { } first)
        {
            FirstWrite = null;
            await first(buffer);
        }
        else if (!_isMute)
        {
            try
            {
                await inner.WriteAsync(_isCorrupt ? Changed(buffer.Span) : buffer, cancellationToken);
            }
            catch (ObjectDisposedException e)
            {
                throw new IOException("The connection is over.", e);
            }
        }
    }

    private static ReadOnlyMemory<byte> Changed(ReadOnlySpan<byte> bytes)
    {
        var changed = bytes.ToArray();
        changed[^1] ^= 1;
        return changed;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _gone.TrySetResult();
        }

        base.Dispose(disposing);
    }
}
