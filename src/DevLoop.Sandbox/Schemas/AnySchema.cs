namespace DevLoop.Sandbox.Schemas;

/// <summary>A value that is kept as it came: parts of Kubernetes objects that mean nothing in this cluster.</summary>
internal sealed class AnySchema : Schema
{
    public static readonly AnySchema Instance = new();

    private AnySchema()
    {
    }

    public override bool IsAtomic => true;
}
