namespace DevLoop.Kubernetes;

/// <summary>Reads files that have no reason to be large; a device or a file that never ends is refused.</summary>
public static class SmallFile
{
    /// <summary>The text of the file.</summary>
    /// <exception cref="IOException">It cannot be read, or has more than <paramref name="maxLength"/> characters.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, int maxLength)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[Math.Min(maxLength, 8192)];
        var text = new System.Text.StringBuilder();
        int read;
        while ((read = reader.Read(buffer)) > 0)
        {
            if (text.Length + read > maxLength)
            {
                throw new IOException($"{path} is larger than {maxLength} characters.");
            }

            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }
}
