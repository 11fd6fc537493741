namespace DevLoop.Sandbox.Schemas;

internal sealed class ScalarSchema(ScalarType type) : Schema
{
    public ScalarType Type { get; } = type;

    public override bool IsAtomic => true;
}
