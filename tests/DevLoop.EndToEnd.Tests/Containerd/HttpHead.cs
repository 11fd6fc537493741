using System.Text;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The head of an HTTP/1.1 message.</summary>
internal static class HttpHead
{
    /// <summary>Reads it, the empty line included, and no byte more.</summary>
    public static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!EndsWithEmptyLine(head) && await stream.ReadAsync(one, cancellationToken) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static bool EndsWithEmptyLine(StringBuilder head) => head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n";
}
