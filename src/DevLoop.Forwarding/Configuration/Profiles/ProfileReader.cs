using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>Reads the <c>profiles</c> of a document.</summary>
internal static class ProfileReader
{
    private static readonly string[] Fields = ["name", "activation", "requiresAllActivations", "patches", "portForward"];
    private static readonly string[] Ops = ["add", "remove", "replace", "move", "copy", "test"];

    /// <summary>The profiles, in order; of two with the same name the last, as in Skaffold.</summary>
    /// <param name="document">The document.</param>
    /// <param name="isDevLoop">Whether the document is devloop's own, so that no other fields belong in a profile.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static IReadOnlyList<Profile> Read(FieldReader document, bool isDevLoop, ProblemCollector problems)
    {
        var profiles = new OrderedDictionary<string, Profile>(StringComparer.Ordinal);
        foreach (var fields in document.Mappings("profiles"))
        {
            if (isDevLoop)
            {
                fields.RefuseOthers("a profile", Fields);
            }

            var name = fields.Scalar("name");
            var profile = new Profile(
                fields.Place,
                name?.Text ?? "",
                [.. fields.Mappings("activation").Select(a => ReadActivation(a, problems))],
                fields.Flag("requiresAllActivations"),
                fields.Find("portForward"),
                [.. fields.Mappings("patches").Select(p => ReadPatch(p, problems)).OfType<PatchOperation>()]);
            if (name is null || profile.Name.Length == 0)
            {
                problems.Error(fields.Place, "This profile has no name: give it one with 'name'.");
                continue;
            }

            if (profiles.Remove(profile.Name))
            {
                problems.Warning(name.Place, $"There is another profile {Suggestion.Quote(profile.Name)} before this one, which does not count: give each a name of its own.");
            }

            profiles.Add(profile.Name, profile);
        }

        return [.. profiles.Values];
    }

    private static ProfileActivation ReadActivation(FieldReader fields, ProblemCollector problems)
    {
        fields.RefuseOthers("an activation", "env", "kubeContext", "command");
        (string, string)? env = null;
        if (fields.Scalar("env") is { Text.Length: > 0 } text)
        {
            var equals = text.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                env = (text.Text[..equals], text.Text[(equals + 1)..]);
            }
            else
            {
                problems.Error(text.Place, $"'env' must be NAME=PATTERN, not {Suggestion.Quote(text.Text)}.");
            }
        }

        return new ProfileActivation(NonEmpty(fields.Scalar("command")), env, NonEmpty(fields.Scalar("kubeContext")));
    }

    private static PatchOperation? ReadPatch(FieldReader fields, ProblemCollector problems)
    {
        fields.RefuseOthers("a patch", "op", "path", "from", "value");
        var op = fields.Scalar("op");
        if (op is not null && !Ops.Contains(op.Text))
        {
            problems.Error(op.Place, $"There is no patch operation {Suggestion.Quote(op.Text)}: {Suggestion.For(op.Text, Ops, "the operations are")}");
            return null;
        }

        if (fields.Scalar("path") is not { } path)
        {
            problems.Error(fields.Place, "This patch has no path: give it one with 'path', such as /portForward/0/port.");
            return null;
        }

        var from = fields.Scalar("from");
        return ReadPath(path, problems) is { } to ? new PatchOperation(fields.Place, op?.Text ?? "replace", to, from is null ? null : ReadPath(from, problems), fields.Find("value")) : null;
    }

    private static NodePath? ReadPath(ScalarNode text, ProblemCollector problems)
    {
        var path = NodePath.Parse(text.Text);
        if (path is null)
        {
            problems.Error(text.Place, $"The path {Suggestion.Quote(text.Text)} of a patch must begin with '/', such as /portForward/0/port.");
        }

        return path;
    }

    private static string? NonEmpty(ScalarNode? node) => node is { Text: { Length: > 0 } text } ? text : null;
}
