namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>A mapping of names to values.</summary>
/// <param name="place">Where it begins.</param>
/// <param name="fields">Its fields, in order. A name may stand twice: that matters only to who reads the field.</param>
internal sealed class MappingNode(SourcePlace place, IReadOnlyList<NodeField> fields) : DocumentNode(place)
{
    /// <summary>Its fields, in order.</summary>
    public IReadOnlyList<NodeField> Fields => fields;

    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <inheritdoc/>
    public override int Depth { get; } = 1 + fields.Select(f => f.Value.Depth).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public override double Size { get; } = 1 + fields.Sum(f => 1 + f.Value.Size);

    /// <summary>The value of the first field of the name; null when there is none, or nothing in it.</summary>
    public DocumentNode? Find(string name) =>
        fields.FirstOrDefault(f => f.Name == name)?.Value is { } value and not ScalarNode { IsNull: true } ? value : null;
}
