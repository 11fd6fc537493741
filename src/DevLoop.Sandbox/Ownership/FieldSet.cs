using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Ownership;

/// <summary>
/// A set of paths into an object, as a tree. A node is a member when its own path is in the set; it may have members below as well.
/// Immutable. See the structured-merge-diff of Kubernetes, whose <c>fieldsV1</c> is this tree as JSON.
/// </summary>
internal sealed class FieldSet
{
    public static readonly FieldSet Empty = new(isMember: false, new SortedDictionary<PathElement, FieldSet>());

    private readonly SortedDictionary<PathElement, FieldSet> _children;
    private readonly bool _isMember;

    public FieldSet(bool isMember, SortedDictionary<PathElement, FieldSet> children)
    {
        _isMember = isMember;
        _children = children;
    }

    public bool IsEmpty => !_isMember && _children.Count == 0;

    /// <summary>Whether the root of this (sub)tree is a member.</summary>
    public bool IsMember => _isMember;

    /// <summary>What is below a step.</summary>
    public FieldSet this[PathElement element] => _children.GetValueOrDefault(element) ?? Empty;

    public FieldSet Union(FieldSet other) => Combine(other, (a, b) => a || b);

    public FieldSet Except(FieldSet other) => Combine(other, (a, b) => a && !b);

    public FieldSet Intersect(FieldSet other) => Combine(other, (a, b) => a && b);

    /// <summary>What is below one step, with the step.</summary>
    public FieldSet Only(PathElement element) => Filter(e => e == element);

    /// <summary>All but what is below one step.</summary>
    public FieldSet Without(PathElement element) => Filter(e => e != element);

    /// <summary>The paths of all members, e.g. <c>.spec.containers[name="a"].image</c>.</summary>
    public IEnumerable<string> Paths() => Paths("");

    public static FieldSet FromFieldsV1(JsonObject fields)
    {
        var children = new SortedDictionary<PathElement, FieldSet>();
        foreach (var (text, below) in fields.Where(p => PathElement.IsPathElement(p.Key)))
        {
            var child = below as JsonObject ?? [];
            var set = FromFieldsV1(child);

            // An empty object is a member: the "." is written only beside others.
            children[new PathElement(text)] = child.Count == 0 ? new FieldSet(true, set._children) : set;
        }

        return new FieldSet(fields.ContainsKey("."), children);
    }

    public JsonObject ToFieldsV1()
    {
        var fields = new JsonObject();
        if (_isMember && _children.Count > 0)
        {
            fields["."] = new JsonObject();
        }

        foreach (var (element, below) in _children)
        {
            fields[element.Text] = below.ToFieldsV1();
        }

        return fields;
    }

    public bool SetEquals(FieldSet other) => Except(other).IsEmpty && other.Except(this).IsEmpty;

    private FieldSet Filter(Func<PathElement, bool> keep)
    {
        var children = new SortedDictionary<PathElement, FieldSet>();
        foreach (var (element, below) in _children.Where(c => keep(c.Key)))
        {
            children.Add(element, below);
        }

        return new FieldSet(_isMember, children);
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> keep)
    {
        var children = new SortedDictionary<PathElement, FieldSet>();
        foreach (var element in _children.Keys.Union(other._children.Keys))
        {
            var combined = this[element].Combine(other[element], keep);
            if (!combined.IsEmpty)
            {
                children[element] = combined;
            }
        }

        return new FieldSet(keep(_isMember, other._isMember), children);
    }

    private IEnumerable<string> Paths(string prefix) =>
        _children.SelectMany(c => c.Value.Paths(prefix + c.Key)).Concat(_isMember ? [prefix] : []);
}
