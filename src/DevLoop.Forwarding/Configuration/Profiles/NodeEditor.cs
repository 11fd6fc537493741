using System.Globalization;
using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Kubernetes.Yaml;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>Changes one value in a tree: gives the tree as it is then, and leaves the one that it got.</summary>
internal static class NodeEditor
{
    /// <summary>The value at the path.</summary>
    /// <exception cref="PatchException">There is none.</exception>
    public static DocumentNode Get(DocumentNode root, NodePath path) => path.Parts.Aggregate(root, (node, part) => Child(node, part, path));

    /// <summary>Adds a field, or inserts an item before the index (<c>-</c>: at the end).</summary>
    /// <exception cref="PatchException">There is nothing to add it to.</exception>
    public static DocumentNode Add(DocumentNode root, NodePath path, DocumentNode value) => Edit(root, path, 0, container => container switch
    {
        ListNode list => With(list, [.. list.Items.Take(IndexToAdd(list, path)), value, .. list.Items.Skip(IndexToAdd(list, path))]),
        MappingNode mapping => WithField(mapping, path.Last, value),
        _ => throw NoSuch(path),
    });

    /// <summary>Puts a value in a field or at an index, which may be the one behind the last.</summary>
    /// <exception cref="PatchException">There is nothing to put it in.</exception>
    public static DocumentNode Set(DocumentNode root, NodePath path, DocumentNode value) => Edit(root, path, 0, container => container switch
    {
        ListNode list when Index(path.Last) is { } index && index <= list.Items.Count =>
            With(list, [.. list.Items.Take(index), value, .. list.Items.Skip(index + 1)]),
        MappingNode mapping => WithField(mapping, path.Last, value),
        _ => throw NoSuch(path),
    });

    /// <summary>Takes a field or an item away.</summary>
    /// <exception cref="PatchException">There is none.</exception>
    public static DocumentNode Remove(DocumentNode root, NodePath path)
    {
        Get(root, path);
        return Edit(root, path, 0, container => container switch
        {
            ListNode list => With(list, [.. list.Items.Where((_, i) => i != Index(path.Last))]),
            MappingNode mapping => new MappingNode(mapping.Place, [.. mapping.Fields.Where(f => f.Name != path.Last)]),
            _ => throw NoSuch(path),
        });
    }

    /// <summary>Whether both say the same, wherever they stand. The order of a mapping's fields does not matter.</summary>
    public static bool AreEqual(DocumentNode one, DocumentNode other) => (one, other) switch
    {
        (ScalarNode a, ScalarNode b) => a.Text == b.Text || (a.IsNull && b.IsNull),
        (ListNode a, ListNode b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => AreEqual(p.First, p.Second)),
        (MappingNode a, MappingNode b) => a.Fields.Count == b.Fields.Count && a.Fields.All(f => b.Find(f.Name) is { } value && AreEqual(f.Value, value)),
        _ => false,
    };

    private static DocumentNode Edit(DocumentNode node, NodePath path, int depth, Func<DocumentNode, DocumentNode> change)
    {
        if (depth == path.Parts.Count - 1)
        {
            return Bounded(change(node));
        }

        var part = path.Parts[depth];
        var edited = Edit(Child(node, part, path), path, depth + 1, change);
        return Bounded(node switch
        {
            ListNode list => With(list, [.. list.Items.Select((item, i) => i == Index(part) ? edited : item)]),
            MappingNode mapping => WithField(mapping, part, edited),
            _ => throw NoSuch(path),
        });
    }

    /// <summary>Patches may copy the document into itself, again and again.</summary>
    private static DocumentNode Bounded(DocumentNode node) => node is { Depth: <= BoundedYamlParser.MaxDepth, Size: <= BoundedYamlParser.MaxNodes }
        ? node
        : throw new PatchException("the document would become too large");

    private static DocumentNode Child(DocumentNode node, string part, NodePath path) => node switch
    {
        MappingNode mapping => mapping.Find(part),
        ListNode list when Index(part) is { } index => list.Items.ElementAtOrDefault(index),
        _ => null,
    } ?? throw NoSuch(path);

    private static ListNode With(ListNode list, IReadOnlyList<DocumentNode> items) => new(list.Place, items);

    private static MappingNode WithField(MappingNode mapping, string name, DocumentNode value) => new(
        mapping.Place,
        mapping.Fields.Any(f => f.Name == name)
            ? [.. mapping.Fields.Select(f => f.Name == name ? f with { Value = value } : f)]
            : [.. mapping.Fields, new NodeField(value.Place, name, value)]);

    private static int IndexToAdd(ListNode list, NodePath path) => path.Last == "-"
        ? list.Items.Count
        : Index(path.Last) is { } index && index <= list.Items.Count ? index : throw NoSuch(path);

    private static int? Index(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static PatchException NoSuch(NodePath path) => new($"there is no {Suggestion.Quote(path.ToString())}");
}
