using System.Buffers.Binary;
using System.Text;

namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>Reads the fields of one protobuf message, one after the other. See protobuf.dev/programming-guides/encoding.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxVariableBytes = 10;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, when it is a number.</summary>
    public long Number { get; private set; }

    /// <summary>Its value, when it is a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Reads the next field; false at the end of the message.</summary>
    /// <exception cref="ProtobufException">The bytes are not a message.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Variable();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = Variable();
                break;
            case 1:
                Number = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
                break;
            case 2:
                Bytes = Take(Variable());
                break;
            case 5:
                Number = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
                break;
            default:
                throw new ProtobufException($"field {Field} is of an unknown wire type");
        }

        return true;
    }

    private long Variable()
    {
        var value = 0L;
        for (var i = 0; i < MaxVariableBytes; i++)
        {
            var part = Take(1)[0];
            value |= (long)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new ProtobufException("a number has no end");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new ProtobufException("the message ends within a field");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
