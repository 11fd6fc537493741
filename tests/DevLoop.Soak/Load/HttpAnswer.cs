using System.Globalization;
using System.Text;

namespace DevLoop.Soak.Load;

/// <summary>Reads the answer to one HTTP request, whose connection ends after it.</summary>
internal sealed class HttpAnswer(LocalConnection connection, byte[] buffer)
{
    private const string LengthHeader = "\r\nContent-Length: ";
    private const string HeadEnd = "\r\n\r\n";

    private int _start;
    private int _end;

    /// <summary>Reads the head, which must say 200 and the length.</summary>
    /// <exception cref="WrongBytesException">It says something else.</exception>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public async Task ReadHeadAsync(int length, CancellationToken cancellationToken)
    {
        int headLength;
        while ((headLength = buffer.AsSpan(0, _end).IndexOf(Encoding.ASCII.GetBytes(HeadEnd))) < 0)
        {
            await FillAsync(cancellationToken);
        }

        var head = Encoding.ASCII.GetString(buffer, 0, headLength + HeadEnd.Length);
        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)
            || !head.Contains(string.Create(CultureInfo.InvariantCulture, $"{LengthHeader}{length}\r\n"), StringComparison.OrdinalIgnoreCase))
        {
            throw new WrongBytesException($"the answer was '{head.Trim()}'");
        }

        _start = head.Length;
    }

    /// <summary>More of the body, at most so many bytes; never empty.</summary>
    /// <exception cref="EndOfStreamException">There is no more.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(int maxLength, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
            await FillAsync(cancellationToken);
        }

        var more = buffer.AsMemory(_start, Math.Min(maxLength, _end - _start));
        _start += more.Length;
        return more;
    }

    /// <summary>The end of file, which must be next.</summary>
    /// <exception cref="WrongBytesException">There is more.</exception>
    public async Task ReadEndAsync(CancellationToken cancellationToken)
    {
        if (_start != _end || await connection.ReadAsync(buffer, cancellationToken) > 0)
        {
            throw new WrongBytesException("more came than the answer's length");
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_end == buffer.Length)
        {
            throw new WrongBytesException("the answer's head does not end");
        }

        var read = await connection.ReadAsync(buffer.AsMemory(_end), cancellationToken);
        _end += read > 0 ? read : throw new EndOfStreamException();
    }
}
