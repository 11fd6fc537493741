using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using DevLoop.PortForward.Channels;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes;

namespace DevLoop.Sandbox.Streaming;

/// <summary>
/// Serves one WebSocket of <c>v4.channel.k8s.io</c>: a connection to each of the ports asked for, without half-close. The
/// WebSocket closes when all of them have ended, and they end with it.
/// </summary>
internal sealed class ChannelPortForward(PodSandbox sandbox, PodDialer dialer, IReadOnlyList<int> ports, TimeProvider time) : IDisposable
{
    private const int BufferSize = 32 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource<Socket?>[] _pods =
        [.. ports.Select(_ => new TaskCompletionSource<Socket?>(TaskCreationOptions.RunContinuationsAsynchronously))];

    /// <summary>Serves until the client closes, every pod connection has ended, or the server stops.</summary>
    public async Task ServeAsync(WebSocket webSocket, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            for (var i = 0; i < ports.Count; i++)
            {
                await SendAsync(webSocket, V4Channel.Opening(V4Channel.DataOf(i), ports[i]), ended.Token);
                await SendAsync(webSocket, V4Channel.Opening(V4Channel.ErrorOf(i), ports[i]), ended.Token);
            }

            var downloads = Task.WhenAll(ports.Select((_, i) => DownloadAsync(webSocket, i, ended.Token)));
            var upload = UploadAsync(webSocket, ended.Token);
            await Task.WhenAny(downloads, upload);
            if (downloads.IsCompletedSuccessfully)
            {
                await CloseAsync(webSocket);
            }

            await ended.CancelAsync();
            await Task.WhenAll(downloads, upload);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client is gone, or the server stops.
        }
    }

    public void Dispose() => _sending.Dispose();

    private static bool IsEnd(Exception e) => e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Pod to client, for one port; opens the connection that <see cref="UploadAsync"/> writes to.</summary>
    private async Task DownloadAsync(WebSocket webSocket, int index, CancellationToken ended)
    {
        var message = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var pod = await dialer.ConnectAsync(sandbox, ports[index], ended);
            _pods[index].SetResult(pod);
            message[0] = V4Channel.DataOf(index);
            int read;
            while ((read = await pod.ReceiveAsync(message.AsMemory(1), ended)) > 0)
            {
                await SendAsync(webSocket, message.AsMemory(0, read + 1), ended);
            }
        }
        catch (PodDialException e)
        {
            await SendErrorAsync(webSocket, index, e.Message, ended);
        }
        catch (SocketException e)
        {
            await SendErrorAsync(webSocket, index, PodDialer.Failure(sandbox, ports[index], e.Message).Message, ended);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client is gone, or the server stops.
        }
        finally
        {
            _pods[index].TrySetResult(null);
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    /// <summary>Client to the pods, until the client closes.</summary>
    private async Task UploadAsync(WebSocket webSocket, CancellationToken ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            Socket? pod = null;
            var isFirst = true;
            while (true)
            {
                var result = await webSocket.ReceiveAsync(buffer.AsMemory(), ended);
                if (result.MessageType != WebSocketMessageType.Binary)
                {
                    return;
                }

                var bytes = buffer.AsMemory(0, result.Count);
                if (isFirst && !bytes.IsEmpty)
                {
                    pod = await PodOfAsync(bytes.Span[0], ended);
                    bytes = bytes[1..];
                }

                isFirst = result.EndOfMessage || (isFirst && result.Count == 0);
                await SendToPodAsync(pod, bytes, ended);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client is gone, or the server stops.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The connection behind a channel; null where there is none, and for error channels, on which clients have nothing to say.</summary>
    private Task<Socket?> PodOfAsync(byte channel, CancellationToken ended) =>
        channel % 2 == 0 && channel / 2 < ports.Count ? _pods[channel / 2].Task.WaitAsync(ended) : Task.FromResult<Socket?>(null);

    private static async Task SendToPodAsync(Socket? pod, ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        try
        {
            if (pod is not null)
            {
                await pod.SendAllAsync(bytes, ended);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The pod takes no more. This wire has no way to say so; what comes is dropped.
        }
    }

    private Task SendErrorAsync(WebSocket webSocket, int index, string text, CancellationToken ended) =>
        SendAsync(webSocket, new byte[] { V4Channel.ErrorOf(index) }.Concat(Encoding.UTF8.GetBytes(text)).ToArray(), ended);

    private async Task SendAsync(WebSocket webSocket, ReadOnlyMemory<byte> message, CancellationToken ended)
    {
        await _sending.WaitAsync(ended);
        try
        {
            await webSocket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, ended);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync(WebSocket webSocket)
    {
        using var deadline = new CancellationTokenSource(CloseTimeout, time);
        await webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, deadline.Token);
    }
}
