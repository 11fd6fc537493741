using System.Buffers;
using System.Net.Sockets;
using DevLoop.PortForward;

namespace DevLoop.Sandbox.Streaming;

/// <summary>
/// Copies between a forwarded connection and a socket in a pod. Each direction ends on its own: an end of file is passed on, and
/// the other direction goes on for as long as its ends like.
/// </summary>
/// <param name="pair">The client's side.</param>
/// <param name="pod">The pod's side, which the caller disposes.</param>
/// <param name="failureText">Words a broken connection for the client's error stream.</param>
/// <param name="halfCloseLimit">How long one direction may outlive the other; without limit when null.</param>
/// <param name="time">The clock of that limit.</param>
internal sealed class PodRelay(ForwardedPair pair, Socket pod, Func<string, string> failureText, TimeSpan? halfCloseLimit, TimeProvider time)
{
    private const int BufferSize = 64 * 1024;

    private readonly TaskCompletionSource _downloadEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _discarding = Task.CompletedTask;

    /// <summary>Relays until both directions are over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upload = EndBothUnlessDoneAsync(UploadAsync(both.Token), both);
        var download = EndBothUnlessDoneAsync(DownloadAsync(both.Token), both);
        if (halfCloseLimit is { } limit)
        {
            await EndSecondDirectionAsync(upload, download, limit, both);
        }

        await Task.WhenAll(upload, download);
        var cutOff = both.IsCancellationRequested;
        await both.CancelAsync();
        await _discarding;
        if (cutOff)
        {
            pair.Reset();
        }
    }

    private async Task EndSecondDirectionAsync(Task upload, Task download, TimeSpan limit, CancellationTokenSource both)
    {
        await Task.WhenAny(upload, download);
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
        var all = Task.WhenAll(upload, download);
        if (await Task.WhenAny(all, Task.Delay(limit, time, inTime.Token)) != all && !both.IsCancellationRequested)
        {
            pair.EndDownload();
            await both.CancelAsync();
        }

        await inTime.CancelAsync();
    }

    /// <summary>Client to pod. False when the connection as a whole is over.</summary>
    private async Task<bool> UploadAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await pair.Data.ReadAsync(buffer, cancellationToken)) > 0)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await pod.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken);
                }
            }

            pod.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (PortForwardException)
        {
            // The client gave the connection up, or its session ended.
            return false;
        }
        catch (SocketException)
        {
            // The pod takes no more. What it sent before is still delivered; then the client's stream is reset.
            _discarding = ForwardedPair.DiscardAsync(pair.Data, cancellationToken);
            await _downloadEnded.Task.WaitAsync(cancellationToken);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Pod to client. False when the connection as a whole is over.</summary>
    private async Task<bool> DownloadAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await pod.ReceiveAsync(buffer.AsMemory(), cancellationToken)) > 0)
            {
                await pair.Data.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            pair.EndDownload();
            return true;
        }
        catch (PortForwardException)
        {
            return false;
        }
        catch (SocketException e)
        {
            var why = e.SocketErrorCode == SocketError.ConnectionReset ? "read: connection reset by peer" : e.Message;
            await pair.FailAsync(failureText(why), cancellationToken);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _downloadEnded.TrySetResult();
        }
    }

    private static async Task EndBothUnlessDoneAsync(Task<bool> direction, CancellationTokenSource both)
    {
        try
        {
            if (!await direction)
            {
                await both.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The other direction is over, and this one with it.
        }
    }
}
