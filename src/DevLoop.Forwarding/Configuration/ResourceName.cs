namespace DevLoop.Forwarding.Configuration;

/// <summary>The rule for the names of resources.</summary>
internal static class ResourceName
{
    /// <summary>How a name of the type looks, for a sentence.</summary>
    public static string RuleOf(ResourceType type) => type == ResourceType.Container
        ? "a name has letters, digits, '_', '-' and '.'"
        : "a name has lower-case letters, digits, '-' and '.'";

    /// <summary>Whether a resource of the type can have this name: Docker's rule for containers, else a DNS subdomain (RFC 1123).</summary>
    public static bool IsName(ResourceType type, string name) =>
        name.Length is > 0 and <= 253
        && char.IsAsciiLetterOrDigit(name[0])
        && (type == ResourceType.Container
            ? name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            : char.IsAsciiLetterOrDigit(name[^1]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'));
}
