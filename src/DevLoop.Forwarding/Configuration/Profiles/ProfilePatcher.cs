using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>Applies a profile to a document, as Skaffold does: its section replaces the document's, then its patches apply in order.</summary>
internal static class ProfilePatcher
{
    private const string Section = "portForward";

    /// <summary>The document with the profile applied. A patch that does not apply is a problem, and leaves it as it was.</summary>
    public static MappingNode Apply(MappingNode document, Profile profile, ProblemCollector problems)
    {
        var root = profile.PortForward is null or ListNode { Items.Count: 0 }
            ? document
            : (MappingNode)NodeEditor.Set(document, new NodePath([Section]), profile.PortForward);
        foreach (var patch in profile.Patches.Where(p => p.ConcernsPortForward))
        {
            try
            {
                root = (MappingNode)Apply(root, patch, problems);
            }
            catch (PatchException e)
            {
                problems.Error(patch.Place, $"The patch ({patch.Op} {patch.Path}) of profile {Suggestion.Quote(profile.Name)} does not apply: {e.Message}.");
            }
        }

        return root;
    }

    private static DocumentNode Apply(DocumentNode root, PatchOperation patch, ProblemCollector problems)
    {
        // From the last to the first, so that removing one leaves the others where they are.
        foreach (var path in PathFinder.Expand(root, patch.Path).Reverse())
        {
            root = patch.Op switch
            {
                "add" => NodeEditor.Add(root, path, Value(patch)),
                "replace" => NodeEditor.Set(root, Existing(root, path), Value(patch)),
                "remove" => Remove(root, path, patch, problems),
                "move" => Move(root, path, patch),
                "copy" => NodeEditor.Set(root, path, NodeEditor.Get(root, From(patch))),
                "test" => Tested(root, path, patch),
                _ => throw new InvalidOperationException($"A patch was read whose op is '{patch.Op}'."),
            };
        }

        return root;
    }

    /// <summary>Where the way to it is missing, Skaffold removes nothing and goes on.</summary>
    private static DocumentNode Remove(DocumentNode root, NodePath path, PatchOperation patch, ProblemCollector problems)
    {
        try
        {
            if (path.Parts.Count > 1)
            {
                NodeEditor.Get(root, new NodePath([.. path.Parents]));
            }
        }
        catch (PatchException e)
        {
            problems.Warning(patch.Place, $"The patch removes nothing: {e.Message}.");
            return root;
        }

        return NodeEditor.Remove(root, path);
    }

    private static DocumentNode Move(DocumentNode root, NodePath path, PatchOperation patch)
    {
        var moved = NodeEditor.Get(root, From(patch));
        var rest = NodeEditor.Remove(root, From(patch));
        return path.IsIn(Section) ? NodeEditor.Set(rest, path, moved) : rest;
    }

    private static DocumentNode Tested(DocumentNode root, NodePath path, PatchOperation patch) => NodeEditor.AreEqual(NodeEditor.Get(root, path), Value(patch))
        ? root
        : throw new PatchException("its value is another one");

    private static NodePath Existing(DocumentNode root, NodePath path)
    {
        NodeEditor.Get(root, path);
        return path;
    }

    private static DocumentNode Value(PatchOperation patch) => patch.Value ?? throw new PatchException("it has no value");

    private static NodePath From(PatchOperation patch) => patch.From ?? throw new PatchException("it has no 'from'");
}
