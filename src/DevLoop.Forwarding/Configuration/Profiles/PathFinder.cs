using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>Finds the values that a path with <c>key=value</c> in it means, as plain paths.</summary>
internal static class PathFinder
{
    /// <summary>More than anybody's configuration has forwards.</summary>
    private const int MaxPaths = 10_000;

    /// <summary>The plain paths, in the order of the document; the path itself when it is plain. A last part that is plain need not exist.</summary>
    /// <exception cref="PatchException">Nothing matches, or too much.</exception>
    public static IReadOnlyList<NodePath> Expand(DocumentNode root, NodePath path)
    {
        if (!path.Parts.Any(p => p.Contains('=', StringComparison.Ordinal)))
        {
            return [path];
        }

        IEnumerable<(IReadOnlyList<string> Parts, DocumentNode Node)> found = [([], root)];
        foreach (var part in path.Parents)
        {
            found = [.. found.SelectMany(f => Step(f.Parts, f.Node, part)).Take(MaxPaths)];
        }

        IReadOnlyList<NodePath> paths = [.. found
            .SelectMany(f => KeyAndValue(path.Last) is null ? [[.. f.Parts, path.Last]] : Step(f.Parts, f.Node, path.Last).Select(s => s.Parts))
            .Take(MaxPaths)
            .Select(parts => new NodePath(parts))];
        return paths.Count > 0 ? paths : throw new PatchException($"nothing matches {Suggestion.Quote(path.ToString())}");
    }

    private static IEnumerable<(IReadOnlyList<string> Parts, DocumentNode Node)> Step(IReadOnlyList<string> before, DocumentNode node, string part)
    {
        if (KeyAndValue(part) is { } wanted)
        {
            return Matching(before, node, wanted);
        }

        return Children(node).Where(c => c.Name == part).Select(c => ((IReadOnlyList<string>)[.. before, part], c.Value));
    }

    private static IEnumerable<(IReadOnlyList<string> Parts, DocumentNode Node)> Matching(
        IReadOnlyList<string> before, DocumentNode node, (string Key, string Value) wanted)
    {
        if (node is MappingNode mapping && mapping.Find(wanted.Key) is ScalarNode scalar && scalar.Text == wanted.Value)
        {
            return [(before, node)];
        }

        return Children(node).SelectMany(c => Matching([.. before, c.Name], c.Value, wanted));
    }

    private static IEnumerable<(string Name, DocumentNode Value)> Children(DocumentNode node) => node switch
    {
        MappingNode mapping => mapping.Fields.Select(f => (f.Name, f.Value)),
        ListNode list => list.Items.Select((item, i) => ($"{i}", item)),
        _ => [],
    };

    private static (string Key, string Value)? KeyAndValue(string part) => part.Split('=') is [var key, var value] ? (key, value) : null;
}
