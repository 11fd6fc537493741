using System.Buffers;
using System.Text;

namespace DevLoop.Sandbox.Api.OpenApi;

/// <summary>Writes protobuf messages of texts and messages, the two that OpenAPI documents consist of.</summary>
internal sealed class ProtobufWriter
{
    private const int LengthDelimited = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A text; one that is missing or empty is not written, as proto3 has it.</summary>
    public void Text(int field, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Bytes(field, Encoding.UTF8.GetBytes(text));
        }
    }

    public void Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        Bytes(field, message._bytes.WrittenSpan);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Variable((uint)((field << 3) | LengthDelimited));
        Variable((uint)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Variable(uint value)
    {
        while (value > 0x7F)
        {
            _bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _bytes.Write([(byte)value]);
    }
}
