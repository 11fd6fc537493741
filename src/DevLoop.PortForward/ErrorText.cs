using System.Buffers;
using System.Globalization;
using System.Text;

namespace DevLoop.PortForward;

/// <summary>Collects what a server says on an error stream, up to a bound, and makes it safe to show.</summary>
internal sealed class ErrorText
{
    /// <summary>Bytes kept; what comes after is dropped. A container runtime's longest sentences have some 500.</summary>
    public const int MaxLength = 4 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether more text would be dropped.</summary>
    public bool IsFull => _bytes.WrittenCount == MaxLength;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var room = MaxLength - _bytes.WrittenCount;
        _bytes.Write(bytes[..Math.Min(bytes.Length, room)]);
    }

    /// <summary>The text on one line, without control and formatting characters (it may end on a terminal); null when there is none.</summary>
    public string? Take()
    {
        var raw = Encoding.UTF8.GetString(_bytes.WrittenSpan);
        var text = string.Concat(raw.Select(c => IsInvisible(c) ? ' ' : c)).Trim();
        return text.Length > 0 ? text : null;
    }

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
