using System.Net.WebSockets;

namespace DevLoop.PortForward.Tunneling;

/// <summary>How a WebSocket ends here.</summary>
internal static class WebSocketClosing
{
    /// <summary>Why it broke: what the connection under it says, of which .NET only tells that there was no close frame.</summary>
    public static string ReasonOf(Exception e) => e is WebSocketException { InnerException: { } cause } ? cause.Message : e.Message;

    /// <summary>Sends our close frame, if it can be sent within the time, and waits for none.</summary>
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
