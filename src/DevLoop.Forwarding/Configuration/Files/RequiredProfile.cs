using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>A profile that a document activates in a required one.</summary>
/// <param name="Name">The profile of the required document.</param>
/// <param name="ActivatedBy">The profiles of this document of which one must be active; none for always.</param>
internal sealed record RequiredProfile(ScalarNode Name, IReadOnlyList<string> ActivatedBy);
