using System.Text.Json;

namespace DevLoop.Testing.Captures;

/// <summary>What went over the TCP connections of a recorded exchange with a real cluster: one read a line.</summary>
public sealed class WireCapture
{
    private readonly List<(int Connection, string From, byte[] Bytes)> _reads = [];

    private WireCapture()
    {
    }

    public static WireCapture Load(string path)
    {
        var capture = new WireCapture();
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            capture._reads.Add((
                root.GetProperty("connection").GetInt32(),
                root.GetProperty("from").GetString()!,
                root.GetProperty("bytes").GetBytesFromBase64()));
        }

        return capture;
    }

    /// <summary>All that the client sent on a connection.</summary>
    public byte[] FromClient(int connection) => Concat(connection, "client");

    /// <summary>All that the server sent on a connection.</summary>
    public byte[] FromServer(int connection) => Concat(connection, "server");

    /// <summary>What follows the HTTP head: the bytes of the upgraded protocol.</summary>
    public static byte[] AfterHttpHead(byte[] bytes) => bytes[(bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    private byte[] Concat(int connection, string from) =>
        [.. _reads.Where(r => r.Connection == connection && r.From == from).SelectMany(r => r.Bytes)];
}
