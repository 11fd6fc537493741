namespace DevLoop.Sandbox.Schemas;

/// <summary>Free keys with values of one type: labels, annotations, amounts.</summary>
internal sealed class MapSchema(Schema value, bool isAtomic) : Schema
{
    public Schema Value { get; } = value;

    public override bool IsAtomic { get; } = isAtomic;

    public override Schema Member(string name) => Value;
}
