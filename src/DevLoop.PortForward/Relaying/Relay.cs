using System.Buffers;
using System.Net.Sockets;

namespace DevLoop.PortForward.Relaying;

/// <summary>
/// Copies between a local socket and a forwarded stream until both directions are done. An end of file on one side is passed on to
/// the other, whose own direction lives on. A failure ends both: the local client then sees a reset, never a clean end in the middle.
/// </summary>
public sealed class Relay
{
    private readonly Socket _local;
    private readonly ForwardedStream _remote;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private long _bytesToPod;
    private long _bytesFromPod;
    private long _lastProgress;

    private Relay(Socket local, ForwardedStream remote, RelayOptions options, TimeProvider time)
    {
        _local = local;
        _remote = remote;
        _options = options;
        _time = time;
    }

    /// <summary>Runs a connection to its end, and closes the socket and the stream. Throws nothing that the connection did.</summary>
    public static async Task<RelayResult> RunAsync(
        Socket local, ForwardedStream remote, RelayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var relay = new Relay(local, remote, options, time);
        var (end, failure) = await relay.RunAsync(cancellationToken).ConfigureAwait(false);
        if (end == RelayEnd.Completed)
        {
            local.Dispose();
        }
        else
        {
            // A linger time of zero makes the kernel send a reset instead of an end of file.
            local.Close(timeout: 0);
        }

        await remote.DisposeAsync().ConfigureAwait(false);
        return new RelayResult(relay._bytesToPod, relay._bytesFromPod, end, failure);
    }

    private async Task<(RelayEnd End, Exception? Failure)> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyToPodAsync(stop.Token);
        var down = CopyFromPodAsync(stop.Token);
        var failed = await FirstFailureAsync(up, down).ConfigureAwait(false);

        // Whatever still runs has nothing left to do.
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return failed switch
        {
            _ when cancellationToken.IsCancellationRequested => (RelayEnd.Cancelled, null),
            null => (RelayEnd.Completed, null),
            SocketException or ObjectDisposedException => (RelayEnd.LocalFailed, failed),
            _ => (RelayEnd.PodFailed, failed),
        };
    }

    /// <summary>Waits until both directions are done, one failed, or the pod's side is over. Gives the failure, if that is what it was.</summary>
    private async Task<Exception?> FirstFailureAsync(Task up, Task down)
    {
        await Task.WhenAny(up, down).ConfigureAwait(false);
        if (up.IsFaulted)
        {
            if (up.Exception.InnerException is not PortForwardException)
            {
                return up.Exception.InnerException;
            }

            // The pod's side knows best why writing to it failed, and it tells the reader: unless he is held up by a client that
            // does not read, and who may never do so while it cannot write.
            await QuietAsync(down).ConfigureAwait(false);
            return down.IsCompleted ? await FailureOfAsync(down).ConfigureAwait(false) : up.Exception.InnerException;
        }

        if (!down.IsCompleted)
        {
            await Task.WhenAny(down, _remote.SupportsHalfClose ? down : QuietAsync(down)).ConfigureAwait(false);
            return down.IsCompleted ? await FailureOfAsync(down).ConfigureAwait(false) : null;
        }

        if (down.IsCompletedSuccessfully)
        {
            // The pod ended its side. The client may still send, for as long as the server keeps the connection.
            await Task.WhenAny(up, _remote.Ended).ConfigureAwait(false);
            return up.IsFaulted && up.Exception.InnerException is not PortForwardException ? up.Exception.InnerException : null;
        }

        return await FailureOfAsync(down).ConfigureAwait(false);
    }

    private static async Task<Exception?> FailureOfAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.Exception?.InnerException;
    }

    /// <summary>Waits until nothing has come from the pod, and nothing was taken by the client, for some time.</summary>
    private async Task QuietAsync(Task down)
    {
        Volatile.Write(ref _lastProgress, _time.GetTimestamp());
        while (!down.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _lastProgress)) is var quiet && quiet < _options.QuietAfterLocalEnd)
        {
            await down.WaitAsync(_options.QuietAfterLocalEnd - quiet, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyToPodAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_options.BufferSize);
        try
        {
            while (await _local.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                await _remote.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _bytesToPod += read;
            }

            await _remote.CompleteWritesAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task CopyFromPodAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_options.BufferSize);
        try
        {
            while (await _remote.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                Volatile.Write(ref _lastProgress, _time.GetTimestamp());
                for (var rest = buffer.AsMemory(0, read); rest.Length > 0;)
                {
                    rest = rest[await _local.SendAsync(rest, cancellationToken).ConfigureAwait(false)..];
                    Volatile.Write(ref _lastProgress, _time.GetTimestamp());
                }

                _bytesFromPod += read;
            }

            _local.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
