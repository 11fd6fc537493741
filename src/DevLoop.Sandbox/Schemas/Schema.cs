namespace DevLoop.Sandbox.Schemas;

/// <summary>
/// What a field may hold, and how two versions of it merge. One description serves the strict decoding of input, the patch types,
/// the ownership of fields and <c>kubectl explain</c>.
/// </summary>
internal abstract class Schema
{
    /// <summary>Patches and owners take the value as one: nothing inside of it is merged.</summary>
    public abstract bool IsAtomic { get; }

    /// <summary>The schema of a member of an object or map; null when it cannot have that member.</summary>
    public virtual Schema? Member(string name) => null;
}
