using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Reads the output of a plugin, which may print without end.</summary>
internal static class BoundedText
{
    /// <summary>Everything to the end or until <paramref name="stop"/>, or null when it is more than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAllAsync(Stream stream, int maxBytes, CancellationToken stop)
    {
        using var all = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await ReadAsync(stream.ReadAsync(buffer, stop))) > 0)
        {
            if (all.Length + read > maxBytes)
            {
                return null;
            }

            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>Reads to the end or until <paramref name="stop"/>, hands each line on, and keeps the last <paramref name="keep"/> characters.</summary>
    public static async Task<string> ReadTailAsync(StreamReader reader, int keep, Action<string> line, CancellationToken stop)
    {
        var tail = new StringBuilder();
        var current = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await ReadAsync(reader.ReadAsync(buffer, stop))) > 0)
        {
            tail.Append(buffer, 0, read);
            if (tail.Length > keep)
            {
                tail.Remove(0, tail.Length - keep);
            }

            foreach (var c in buffer.AsMemory(0, read).ToArray())
            {
                if (c == '\n' || current.Length >= keep)
                {
                    line(current.ToString());
                    current.Clear();
                }

                if (c != '\n')
                {
                    current.Append(c);
                }
            }
        }

        if (current.Length > 0)
        {
            line(current.ToString());
        }

        return tail.ToString();
    }

    /// <summary>Being stopped is an end of file too.</summary>
    private static async ValueTask<int> ReadAsync(ValueTask<int> reading)
    {
        try
        {
            return await reading;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
