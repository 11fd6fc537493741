using System.Buffers;
using System.Text;

namespace DevLoop.PortForward;

/// <summary>Collects what a server says on an error stream, up to a bound.</summary>
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

    /// <summary>The text as it was said, without white space around it: it is a stranger's, not fit for a terminal. Null when there is none.</summary>
    public string? Take() => Encoding.UTF8.GetString(_bytes.WrittenSpan).Trim() is { Length: > 0 } text ? text : null;
}
