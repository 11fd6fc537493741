using System.Text;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Streaming;

internal static class ForwardedReading
{
    public static async Task SendAsync(this ForwardedStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), CancellationToken.None).AsTask().Within("room to write");

    public static async Task<byte[]> ReadToEndAsync(this ForwardedStream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, CancellationToken.None).AsTask().Within("data or an end")) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    public static async Task<byte[]> ReadExactlyAsync(this ForwardedStream stream, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await stream.ReadAsync(bytes.AsMemory(read), CancellationToken.None).AsTask().Within("data");
            Assert.That(received, Is.Positive, "The connection ended early.");
            read += received;
        }

        return bytes;
    }

    /// <summary>Reads on until the connection is over, in whichever way.</summary>
    public static async Task DrainAsync(this ForwardedStream stream)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, CancellationToken.None).AsTask().Within("end of the connection") > 0)
            {
                // Only its end is of interest.
            }
        }
        catch (PortForwardException)
        {
            // An end too.
        }
    }
}
