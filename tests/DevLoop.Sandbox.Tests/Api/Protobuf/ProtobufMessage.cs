using System.Text;

namespace DevLoop.Sandbox.Tests.Api.Protobuf;

/// <summary>Writes protobuf by hand, field by field.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<byte> _bytes = [];

    public ProtobufMessage Number(int field, long value)
    {
        Variable((ulong)field << 3);
        Variable((ulong)value);
        return this;
    }

    public ProtobufMessage Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtobufMessage Message(int field, ProtobufMessage message) => Bytes(field, message._bytes);

    /// <summary>The message as the object of a request.</summary>
    public byte[] ToBody(string apiVersion, string kind) =>
        [.. "k8s\0"u8, .. new ProtobufMessage().Message(1, new ProtobufMessage().Text(1, apiVersion).Text(2, kind)).Message(2, this)._bytes];

    private ProtobufMessage Bytes(int field, IReadOnlyCollection<byte> bytes)
    {
        Variable(((ulong)field << 3) | 2);
        Variable((ulong)bytes.Count);
        _bytes.AddRange(bytes);
        return this;
    }

    private void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
