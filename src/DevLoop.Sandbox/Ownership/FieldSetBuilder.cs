namespace DevLoop.Sandbox.Ownership;

/// <summary>Collects paths into a <see cref="FieldSet"/>.</summary>
internal sealed class FieldSetBuilder
{
    private readonly SortedDictionary<PathElement, FieldSetBuilder> _children = [];
    private bool _isMember;

    /// <summary>The builder of what is below a step.</summary>
    public FieldSetBuilder this[PathElement element]
    {
        get
        {
            if (!_children.TryGetValue(element, out var child))
            {
                child = new FieldSetBuilder();
                _children.Add(element, child);
            }

            return child;
        }
    }

    /// <summary>Makes this path a member.</summary>
    public void Add() => _isMember = true;

    public FieldSet Build()
    {
        var children = new SortedDictionary<PathElement, FieldSet>();
        foreach (var (element, child) in _children)
        {
            var built = child.Build();
            if (!built.IsEmpty)
            {
                children.Add(element, built);
            }
        }

        return new FieldSet(_isMember, children);
    }
}
