using System.Net.Sockets;

namespace DevLoop.PortForward.Relaying;

/// <summary>
/// Copies between a local socket and a forwarded stream until both directions are done. An end of file on one side is passed on to
/// the other, whose own direction lives on. A failure of the wire ends both: the local client then sees a reset, never a clean end
/// in the middle.
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
    private volatile bool _waitsForPod;

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
        var end = await EndAsync(up, down, cancellationToken).ConfigureAwait(false);

        // Whatever still runs has nothing left to do.
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // All that the pod said was passed on: a cancellation that comes after takes nothing of it back.
        return cancellationToken.IsCancellationRequested && !down.IsCompletedSuccessfully ? (RelayEnd.Cancelled, null) : end;
    }

    /// <summary>
    /// What is left to do when the first of the two directions is over decides how the connection ends. After a cancellation both
    /// are, and what is found here does not matter.
    /// </summary>
    private async Task<(RelayEnd End, Exception? Failure)> EndAsync(Task up, Task down, CancellationToken cancellationToken)
    {
        await Task.WhenAny(up, down).ConfigureAwait(false);
        var rest = (up, down) switch
        {
            (_, { IsCompletedSuccessfully: true }) => AfterPodEndedAsync(up, cancellationToken),
            (_, { IsCompleted: true }) => Task.FromResult(FailureOf(down)),
            ({ IsCompletedSuccessfully: true }, _) => AfterClientEndedAsync(down, cancellationToken),
            _ => AfterUploadFailedAsync(up, down, cancellationToken),
        };
        return await rest.ConfigureAwait(false);
    }

    /// <summary>The pod ended its side. The client may still send, for as long as the server keeps the connection.</summary>
    private async Task<(RelayEnd End, Exception? Failure)> AfterPodEndedAsync(Task up, CancellationToken cancellationToken)
    {
        await Task.WhenAny(up, _remote.Ended).ConfigureAwait(false);
        if (up.IsFaulted && up.Exception.InnerException is not PortForwardException)
        {
            return FailureOf(up);
        }

        if (!up.IsCompleted)
        {
            // Closing with the client's bytes unread would make the kernel reset the connection, and with it the end of an
            // answer that the client has not read yet. What it still sends goes nowhere.
            await up.WaitAsync(_options.Linger, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The client ended its side, and the pod was told, where the wire can tell it.</summary>
    private async Task<(RelayEnd End, Exception? Failure)> AfterClientEndedAsync(Task down, CancellationToken cancellationToken)
    {
        if (_remote.SupportsHalfClose)
        {
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await QuietAsync(down, waitsForClient: true).ConfigureAwait(false);
            if (!down.IsCompleted)
            {
                return (RelayEnd.Abandoned, null);
            }
        }

        return down.IsCompletedSuccessfully ? await SettleAsync(cancellationToken).ConfigureAwait(false) : FailureOf(down);
    }

    private async Task<(RelayEnd End, Exception? Failure)> AfterUploadFailedAsync(Task up, Task down, CancellationToken cancellationToken)
    {
        if (up.Exception?.InnerException is PortForwardException)
        {
            // The pod's side knows best why writing to it failed, and it tells the reader: unless that one is held up by a client
            // that does not read, and who may never do so while it cannot write.
            await QuietAsync(down, waitsForClient: false).ConfigureAwait(false);
        }

        if (down.IsCompletedSuccessfully)
        {
            // The answer came whole, such as that of a server that refuses an upload.
            return await SettleAsync(cancellationToken).ConfigureAwait(false);
        }

        return FailureOf(down.IsCompleted ? down : up);
    }

    /// <summary>
    /// Both directions are done here. The server ends the connection when what was sent has reached the pod; until then the
    /// session must live, and what it says last may be that it did not.
    /// </summary>
    private async Task<(RelayEnd End, Exception? Failure)> SettleAsync(CancellationToken cancellationToken)
    {
        await ((Task)_remote.Ended).WaitAsync(_options.SettleTimeout, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _remote.Ended.IsCompletedSuccessfully && _remote.Ended.Result is { } text
            ? (RelayEnd.PodFailed, new PortForwardException(PortForwardError.Refused, text))
            : (RelayEnd.Completed, null);
    }

    /// <summary>A direction that was cancelled, and not by our caller, was given up by something beneath it: that is no clean end either.</summary>
    private static (RelayEnd End, Exception? Failure) FailureOf(Task task)
    {
        var failure = task.Exception?.InnerException ?? new PortForwardException(PortForwardError.Closed, "The connection was given up on this side.");
        return (failure is SocketException or ObjectDisposedException ? RelayEnd.LocalFailed : RelayEnd.PodFailed, failure);
    }

    /// <summary>
    /// Waits until nothing has come from the pod, and nothing was taken by the client, for some time, which begins anew when the
    /// stream to the pod does.
    /// </summary>
    /// <param name="down">The direction to the client.</param>
    /// <param name="waitsForClient">Whether a client for which bytes wait may take its time: it is not the pod then that is quiet.</param>
    private async Task QuietAsync(Task down, bool waitsForClient)
    {
        Task? opened = null;
        while (!down.IsCompleted)
        {
            if (opened != _remote.Opened)
            {
                opened = _remote.Opened;
                await Task.WhenAny(opened, down).ConfigureAwait(false);
                Volatile.Write(ref _lastProgress, _time.GetTimestamp());
            }

            var quiet = waitsForClient && !_waitsForPod ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastProgress));
            if (quiet >= _options.QuietTime)
            {
                return;
            }

            await down.WaitAsync(_options.QuietTime - quiet, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyToPodAsync(CancellationToken cancellationToken)
    {
        await BufferedCopy.RunAsync(
            buffer => _local.ReceiveAsync(buffer, cancellationToken),
            async bytes =>
            {
                await _remote.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                _bytesToPod += bytes.Length;
            },
            _options.BufferSize).ConfigureAwait(false);
        await _remote.CompleteWritesAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyFromPodAsync(CancellationToken cancellationToken)
    {
        await BufferedCopy.RunAsync(
            buffer => ReadFromPodAsync(buffer, cancellationToken),
            bytes => SendToClientAsync(bytes, cancellationToken),
            _options.BufferSize).ConfigureAwait(false);
        _local.Shutdown(SocketShutdown.Send);
    }

    private async ValueTask SendToClientAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastProgress, _time.GetTimestamp());
        for (var rest = bytes; rest.Length > 0;)
        {
            rest = rest[await _local.SendAsync(rest, cancellationToken).ConfigureAwait(false)..];
            Volatile.Write(ref _lastProgress, _time.GetTimestamp());
        }

        _bytesFromPod += bytes.Length;
    }

    private async ValueTask<int> ReadFromPodAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var reading = _remote.ReadAsync(buffer, cancellationToken);
        _waitsForPod = !reading.IsCompleted;
        var read = await reading.ConfigureAwait(false);
        _waitsForPod = false;
        return read;
    }
}
