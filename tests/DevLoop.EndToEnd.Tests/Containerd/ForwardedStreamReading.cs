using System.Security.Cryptography;
using System.Text;
using DevLoop.PortForward;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>What a test expects of a connection's bytes. An end of file before the last of them fails the test.</summary>
internal static class ForwardedStreamReading
{
    /// <summary>Reads this many bytes.</summary>
    public static async Task<byte[]> ReadExactlyAsync(this ForwardedStream stream, int count)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(filled), CancellationToken.None);
            Assert.That(read, Is.GreaterThan(0), $"end of file after {filled} of {count} bytes");
            filled += read;
        }

        return bytes;
    }

    /// <summary>Reads this many bytes, and gives their SHA-256.</summary>
    public static async Task<byte[]> HashAsync(this ForwardedStream stream, int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length)), CancellationToken.None);
            Assert.That(read, Is.GreaterThan(0), $"end of file with {count} bytes missing");
            hash.AppendData(buffer, 0, read);
            count -= read;
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Reads the head of an HTTP answer, and not a byte more.</summary>
    public static async Task ReadHeadAsync(this ForwardedStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await stream.ReadExactlyAsync(1))[0]);
        }
    }

    /// <summary>Reads to the end, whichever it is: what is killed leaves an end of file or a reset.</summary>
    public static async Task DrainAsync(this ForwardedStream stream)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await stream.ReadAsync(buffer, CancellationToken.None) > 0)
            {
                // What was still on its way.
            }
        }
        catch (PortForwardException e) when (
            e.Error is PortForwardError.Refused or PortForwardError.Reset or PortForwardError.ClosedByPeer or PortForwardError.TransportFailed)
        {
            // An end, too.
        }
    }
}
