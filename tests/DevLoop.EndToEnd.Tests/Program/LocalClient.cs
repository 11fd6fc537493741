using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>A client of a forwarded port.</summary>
internal sealed class LocalClient : IDisposable
{
    private readonly TcpClient _client = new();

    private LocalClient()
    {
    }

    private NetworkStream Stream => field ??= _client.GetStream();

    public static async Task<LocalClient> ConnectAsync(int port, string address = "127.0.0.1")
    {
        var client = new LocalClient();
        await client._client.ConnectAsync(address, port);
        return client;
    }

    /// <summary>Connects and reads until the connection ends. Gives the error that it ended with, be it in the middle of connecting; null for an end of file.</summary>
    public static async Task<SocketError?> ConnectToEndAsync(int port)
    {
        try
        {
            using var client = await ConnectAsync(port);
            return await client.EndAsync();
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Sends bytes and the end of file to the echo port, and gives what comes back until the pod's end of file.</summary>
    public static async Task<byte[]> EchoAsync(int port, byte[] bytes, string address = "127.0.0.1")
    {
        using var client = await ConnectAsync(port, address);
        var echoed = new byte[bytes.Length];
        var answer = client.Stream.ReadExactlyAsync(echoed).AsTask();
        await client.Stream.WriteAsync(bytes).AsTask().Within("room for what is sent");
        await answer.Within("echo");
        return echoed;
    }

    /// <summary>
    /// What <c>GET /</c> is answered with, headers and all. It is read as HTTP clients do, by its length: the end of file may come late,
    /// a second in the case of containerd 1.6.
    /// </summary>
    public static async Task<string> GetAsync(int port)
    {
        using var client = await ConnectAsync(port);
        await client.Stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        return Encoding.UTF8.GetString(await client.ReadAnswerAsync().Within("HTTP answer"));
    }

    /// <summary>Connects until nobody listens on the port any more.</summary>
    public static Task WaitUntilRefusedAsync(int port) => RefusedAsync(port).Within($"end of the listener on port {port}");

    /// <summary>As <see cref="GetAsync"/>; null when the connection fails.</summary>
    public static async Task<string?> TryGetAsync(int port)
    {
        try
        {
            return await GetAsync(port) is { Length: > 0 } answer ? answer : null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
    }

    /// <summary>Posts nothing to a target such as <c>/crash?code=3</c>, which must be accepted; what becomes of the connection then is left open.</summary>
    public static async Task PostAsync(int port, string target)
    {
        using var client = await ConnectAsync(port);
        await client.Stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"));
        var status = new byte["HTTP/1.1 200".Length];
        await client.Stream.ReadExactlyAsync(status).AsTask().Within("HTTP answer");
        Assert.That(Encoding.ASCII.GetString(status), Is.EqualTo("HTTP/1.1 200"));
    }

    /// <summary>Reads until this many bytes came.</summary>
    public async Task ReadAsync(int count)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await Stream.ReadAsync(buffer).AsTask().Within("bytes from the pod");
            Assert.That(read, Is.Positive, "the pod ended its side");
            count -= read;
        }
    }

    /// <summary>The next bytes, as many as that.</summary>
    public async Task<byte[]> TakeAsync(int count)
    {
        var bytes = new byte[count];
        await Stream.ReadExactlyAsync(bytes).AsTask().Within("bytes from the pod");
        return bytes;
    }

    /// <summary>All that comes until the connection ends, and the error that it ended with; null for an end of file.</summary>
    public async Task<(byte[] Bytes, SocketError? Error)> RestAsync()
    {
        using var rest = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(rest).Within("end of the connection");
            return (rest.ToArray(), null);
        }
        catch (IOException e) when (e.InnerException is SocketException socket)
        {
            return (rest.ToArray(), socket.SocketErrorCode);
        }
    }

    /// <summary>Sends the end of file.</summary>
    public void Finish() => Stream.Socket.Shutdown(SocketShutdown.Send);

    public async Task WriteAsync(byte[] bytes) => await Stream.WriteAsync(bytes).AsTask().Within("room for what is sent");

    /// <summary>Reads on until the connection ends, and gives the error that it ended with; null for an end of file.</summary>
    public async Task<SocketError?> EndAsync()
    {
        var (_, error) = await RestAsync();
        return error;
    }

    public void Dispose() => _client.Dispose();

    private static async Task RefusedAsync(int port)
    {
        while (true)
        {
            try
            {
                using var client = await ConnectAsync(port);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task<byte[]> ReadAnswerAsync()
    {
        var buffer = new byte[4096];
        var count = 0;
        while (count < LengthOf(buffer.AsSpan(0, count)))
        {
            var read = await Stream.ReadAsync(buffer.AsMemory(count));
            if (read == 0)
            {
                throw new EndOfStreamException($"The answer ended after {count} bytes.");
            }

            count += read;
        }

        return buffer[..count];
    }

    /// <summary>The length of an answer, of which so much is there; <see cref="int.MaxValue"/> while its head is not.</summary>
    private static int LengthOf(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4)
        {
            return int.MaxValue;
        }

        var length = Encoding.ASCII.GetString(answer[..head]).Split("\r\nContent-Length: ")[1];
        return head + int.Parse(length.Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
