using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Commands;

/// <summary>
/// <c>pod web-1 80</c> in the place of <c>pod/web-1 80</c>, as kubectl's other commands take it. A pod may be called pod, and a port
/// web-1: only once that has failed it is worth a hint.
/// </summary>
internal static class SpacedReference
{
    /// <summary>A sentence with what may have been meant; null when nothing looks like it.</summary>
    public static string? Hint(string resource, IReadOnlyList<string> ports) =>
        ResourceTypes.Find(resource) is not (null or ResourceType.Container)
        && ports is [var name, ..]
        && !name.Contains(':', StringComparison.Ordinal)
        && !name.All(char.IsAsciiDigit)
            ? $"If {resource} is a type here, give {resource}/{name}."
            : null;
}
