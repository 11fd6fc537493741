using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Forwarding.Configuration.Profiles;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>A document of a configuration file, as far as port forwarding goes.</summary>
/// <param name="File">The full path of its file.</param>
/// <param name="Index">Its number in the file, from 0.</param>
/// <param name="Root">All of it.</param>
/// <param name="Name"><c>metadata.name</c>; null when it has none.</param>
/// <param name="Requirements">What it requires.</param>
/// <param name="Profiles">Its profiles.</param>
internal sealed record ConfigurationDocument(
    string File, int Index, MappingNode Root, ScalarNode? Name, IReadOnlyList<Requirement> Requirements, IReadOnlyList<Profile> Profiles);
