using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>An item of <c>requires</c>.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Path">A file or a folder, relative to the file that it stands in; null for that file itself.</param>
/// <param name="Configs">The names of the documents that are wanted; none for all of them.</param>
/// <param name="ActiveProfiles">Which profiles of those are activated.</param>
internal sealed record Requirement(
    SourcePlace Place, ScalarNode? Path, IReadOnlyList<ScalarNode> Configs, IReadOnlyList<RequiredProfile> ActiveProfiles);
