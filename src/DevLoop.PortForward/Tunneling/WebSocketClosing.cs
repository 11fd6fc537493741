using System.Net.WebSockets;

namespace DevLoop.PortForward.Tunneling;

/// <summary>How a WebSocket ends here: our close frame goes out if it can, and nobody waits for the other one.</summary>
internal static class WebSocketClosing
{
    public static async Task CloseAsync(WebSocket webSocket, TimeSpan timeout, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            if (webSocket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection is over already, or a message is stuck in it: the close frame was a courtesy.
        }
        finally
        {
            webSocket.Dispose();
        }
    }
}
