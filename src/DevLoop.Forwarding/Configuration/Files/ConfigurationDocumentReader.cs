using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Forwarding.Configuration.Profiles;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Reads a document of a <c>skaffold.yaml</c> or a <c>devloop.yaml</c>.</summary>
internal static class ConfigurationDocumentReader
{
    private const string DevLoopVersion = "devloop/v1";
    private const string SkaffoldPrefix = "skaffold/v";
    private const string Kind = "Config";

    private static readonly string[] Fields = ["apiVersion", "kind", "metadata", "requires", "profiles", "portForward"];

    /// <summary>The document; null when it is empty, or no mapping, which is a problem.</summary>
    public static ConfigurationDocument? Read(string file, int index, DocumentNode root, ProblemCollector problems)
    {
        if (root is not MappingNode mapping)
        {
            if (root is not ScalarNode { IsNull: true })
            {
                problems.Error(root.Place, $"A configuration must be a mapping with apiVersion and kind, not {root.Kind}.");
            }

            return null;
        }

        var fields = new FieldReader(mapping, problems);
        var isDevLoop = CheckVersion(fields, problems);
        CheckKind(fields, problems);
        if (isDevLoop)
        {
            // What begins with a dot is there for its anchors.
            var own = new MappingNode(mapping.Place, [.. mapping.Fields.Where(f => !f.Name.StartsWith('.'))]);
            new FieldReader(own, problems).RefuseOthers($"a {DevLoopVersion} configuration", Fields);
        }

        return new ConfigurationDocument(
            file,
            index,
            mapping,
            fields.Mapping("metadata")?.Scalar("name") is { Text.Length: > 0 } name ? name : null,
            RequirementReader.Read(fields, problems),
            ProfileReader.Read(fields, isDevLoop, problems));
    }

    /// <summary>Gives whether it is devloop's own.</summary>
    private static bool CheckVersion(FieldReader fields, ProblemCollector problems)
    {
        var version = fields.Scalar("apiVersion");
        if (version is null)
        {
            problems.Error(fields.Place, $"This configuration has no apiVersion: give it one, {DevLoopVersion} or Skaffold's, such as skaffold/v4beta13.");
        }
        else if (version.Text != DevLoopVersion && !IsSkaffold(version.Text))
        {
            problems.Error(version.Place, $"The apiVersion {Suggestion.Quote(version.Text)} is not known: give {DevLoopVersion}, or one of Skaffold's, such as skaffold/v4beta13.");
        }

        return version?.Text == DevLoopVersion;
    }

    private static bool IsSkaffold(string version) =>
        version.StartsWith(SkaffoldPrefix, StringComparison.Ordinal)
        && version.Length > SkaffoldPrefix.Length
        && char.IsAsciiDigit(version[SkaffoldPrefix.Length])
        && version[SkaffoldPrefix.Length..].All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c));

    private static void CheckKind(FieldReader fields, ProblemCollector problems)
    {
        var kind = fields.Scalar("kind");
        if (kind?.Text != Kind)
        {
            problems.Error(kind?.Place ?? fields.Place, $"The kind must be {Kind}, {(kind is null ? "and is missing" : $"not {Suggestion.Quote(kind.Text)}")}.");
        }
    }
}
