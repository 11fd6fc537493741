using System.Text;

namespace DevLoop.Kubernetes;

/// <summary>Reads files that have no reason to be large; a device or a file that never ends is refused.</summary>
public static class SmallFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of the file: UTF-8, or what its byte order mark says.</summary>
    /// <exception cref="UnfitFileException">It has more than <paramref name="maxLength"/> characters, or is no text, or in another encoding.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, int maxLength)
    {
        using var reader = new StreamReader(path, Strict);
        var buffer = new char[Math.Min(maxLength, 8192)];
        var text = new StringBuilder();
        while (Read(path, reader, buffer) is > 0 and var read)
        {
            if (text.Length + read > maxLength)
            {
                throw new UnfitFileException(path, $"is larger than {maxLength} characters");
            }

            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }
    private static int Read(string path, StreamReader reader, char[] buffer)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (DecoderFallbackException e)
        {
            throw new UnfitFileException(path, "is not text in UTF-8", e);
        }
    }
}
