using System.Net.Sockets;
using System.Text;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Programs;

internal static class SocketReading
{
    public static async Task<byte[]> ReadToEndAsync(this Socket socket)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer).Within("end of file")) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    public static async Task<byte[]> ReadExactlyAsync(this Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(read)).AsTask().Within("data");
            Assert.That(received, Is.Positive, "The connection ended early.");
            read += received;
        }

        return bytes;
    }

    public static async Task SendTextAsync(this Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text)).Within("space to send");

    /// <summary>Whether the peer has ended the connection, in whichever way.</summary>
    public static async Task<bool> HasEndedAsync(this Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer).Within("end of the connection") > 0)
            {
                // What was on its way before the end does not matter.
            }
        }
        catch (SocketException)
        {
            // Reset: an end too.
        }

        return true;
    }
}
