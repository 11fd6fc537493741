namespace DevLoop.Kubernetes;

/// <summary>Reads files that have no reason to be large; a device or a file that never ends is refused.</summary>
public static class SmallFile
{
    /// <summary>The text of the file, at most <paramref name="maxBytes"/> characters.</summary>
    /// <exception cref="IOException">It cannot be read or is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, int maxBytes)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[Math.Min(maxBytes, 8192)];
        var text = new System.Text.StringBuilder();
        int read;
        while ((read = reader.Read(buffer)) > 0)
        {
            if (text.Length + read > maxBytes)
            {
                throw new IOException($"{path} is larger than {maxBytes} bytes.");
            }

            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }
}
