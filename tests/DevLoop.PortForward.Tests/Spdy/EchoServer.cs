using DevLoop.PortForward.Spdy;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Sends back what comes on every stream of a session.</summary>
internal static class EchoServer
{
    /// <summary>Until the session ends.</summary>
    public static async Task ServeAsync(SpdySession session)
    {
        var streams = new List<Task>();
        while (await session.AcceptAsync(default) is { } stream)
        {
            stream.Reply();
            streams.Add(EchoAsync(stream));
        }

        await Task.WhenAll(streams);
    }

    private static async Task EchoAsync(SpdyStream stream)
    {
        await Task.Yield();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, default) is > 0 and var read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), default);
            }

            stream.CompleteWrites();
        }
        catch (Exception e) when (e is PortForwardException or InvalidOperationException)
        {
            // The stream is over, or the client took no answer from the start.
        }
    }
}
