using System.Collections.Concurrent;
using DevLoop.Sandbox.Schemas;

namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>The fields of one protobuf message by their numbers: those of a type, or of a part of it that JSON shows one level up.</summary>
internal sealed class MessageLayout
{
    private static readonly ConcurrentDictionary<ObjectSchema, MessageLayout> Known = new();

    private readonly Dictionary<int, SchemaField> _fields = [];
    private readonly Dictionary<int, MessageLayout> _parts = [];

    private MessageLayout()
    {
    }

    /// <summary>The message of a type.</summary>
    public static MessageLayout Of(ObjectSchema schema) => Known.GetOrAdd(schema, static type =>
    {
        var layout = new MessageLayout();
        foreach (var field in type.Fields)
        {
            layout.Add(field);
        }

        return layout;
    });

    /// <summary>The field of a number; null when there is none, or a <see cref="Part"/>.</summary>
    public SchemaField? Field(int number) => _fields.GetValueOrDefault(number);

    /// <summary>The message at a number, whose fields belong to this one.</summary>
    public MessageLayout? Part(int number) => _parts.GetValueOrDefault(number);

    private void Add(SchemaField field)
    {
        if (field.Encoding is not { } encoding)
        {
            return;
        }

        var at = this;
        foreach (var number in encoding.Path.SkipLast(1))
        {
            if (!at._parts.TryGetValue(number, out var part))
            {
                part = new MessageLayout();
                at._parts.Add(number, part);
            }

            at = part;
        }

        at._fields[encoding.Path[^1]] = field;
    }
}
