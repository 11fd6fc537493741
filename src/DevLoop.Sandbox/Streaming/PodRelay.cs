using System.Net.Sockets;
using DevLoop.PortForward;
using DevLoop.PortForward.Relaying;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Streaming;

/// <summary>
/// Copies between a forwarded connection and a socket in a pod. Each direction ends on its own: an end of file is passed on, and
/// the other direction goes on for as long as its ends like.
/// </summary>
/// <param name="pair">The client's side.</param>
/// <param name="pod">The pod's side, which the caller disposes.</param>
/// <param name="failureText">Words a broken connection for the client's error stream.</param>
/// <param name="delivered">Called whenever the pod has taken something of what the client sent.</param>
/// <param name="options">How long directions may outlive each other.</param>
/// <param name="time">The clock of these limits.</param>
internal sealed class PodRelay(
    ForwardedPair pair, Socket pod, Func<string, string> failureText, Action delivered, PortForwardOptions options, TimeProvider time)
{
    private readonly TaskCompletionSource _downloadEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _discarding = Task.CompletedTask;
    private long _lastUpload;

    /// <summary>Relays until both directions are over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upload = EndBothUnlessDoneAsync(UploadAsync(both.Token), both);
        var download = EndBothUnlessDoneAsync(DownloadAsync(both.Token), both);
        await Task.WhenAny(upload, download);
        if (options.HalfCloseLimit is { } limit)
        {
            await EndSecondDirectionAsync(Task.WhenAll(upload, download), limit, both);
        }
        else if (download.IsCompleted && !upload.IsCompleted)
        {
            await EndErrorOnSilenceAsync(upload);
        }

        await Task.WhenAll(upload, download);
        var cutOff = both.IsCancellationRequested;
        await both.CancelAsync();
        await _discarding;
        if (cutOff)
        {
            pair.CutOff();
        }
        else
        {
            pair.EndError();
        }
    }

    private async Task EndSecondDirectionAsync(Task all, TimeSpan limit, CancellationTokenSource both)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
        if (await Task.WhenAny(all, Task.Delay(limit, time, inTime.Token)) != all && !both.IsCancellationRequested)
        {
            pair.EndData();
            await both.CancelAsync();
        }

        await inTime.CancelAsync();
    }

    /// <summary>
    /// Ends the error stream once the client has been silent for a while after the pod's end of file. Older kubectls wait for
    /// that before they close the local connection, whose program may be waiting for just this. Uploading goes on.
    /// </summary>
    private async Task EndErrorOnSilenceAsync(Task upload)
    {
        Volatile.Write(ref _lastUpload, time.GetTimestamp());
        using var done = new CancellationTokenSource();
        while (!upload.IsCompleted)
        {
            var silent = time.GetElapsedTime(Volatile.Read(ref _lastUpload));
            if (silent >= options.SilenceAfterPodEnd)
            {
                pair.EndError();
                return;
            }

            await Task.WhenAny(upload, Task.Delay(options.SilenceAfterPodEnd - silent, time, done.Token));
        }

        await done.CancelAsync();
    }

    /// <summary>Client to pod. False when the connection as a whole is over.</summary>
    private async Task<bool> UploadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BufferedCopy.RunAsync(
                buffer => pair.Data.ReadAsync(buffer, cancellationToken),
                async bytes =>
                {
                    Volatile.Write(ref _lastUpload, time.GetTimestamp());
                    await pod.SendAllAsync(bytes, cancellationToken);
                    delivered();
                });

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
            _discarding = pair.DiscardDataAsync(cancellationToken);
            await _downloadEnded.Task.WaitAsync(cancellationToken);
            return false;
        }
    }

    /// <summary>Pod to client. False when the connection as a whole is over.</summary>
    private async Task<bool> DownloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BufferedCopy.RunAsync(
                buffer => pod.ReceiveAsync(buffer, cancellationToken),
                bytes => pair.Data.WriteAsync(bytes, cancellationToken));

            pair.EndData();
            return true;
        }
        catch (PortForwardException e)
        {
            // A client that ended its session gets nothing more; what it had sent before still goes to the pod.
            return e.Error != PortForwardError.Reset;
        }
        catch (SocketException e)
        {
            var why = e.SocketErrorCode == SocketError.ConnectionReset ? "read: connection reset by peer" : e.Message;
            await pair.FailAsync(failureText(why), cancellationToken);
            return false;
        }
        finally
        {
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
