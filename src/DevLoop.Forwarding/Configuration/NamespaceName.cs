namespace DevLoop.Forwarding.Configuration;

/// <summary>The rule for the names of namespaces.</summary>
public static class NamespaceName
{
    private const int MaxLength = 63;

    /// <summary>How a name looks, for a sentence.</summary>
    public static string Rule { get; } = $"a name of at most {MaxLength} lower-case letters, digits and '-'";

    /// <summary>Whether a namespace can have this name: a DNS label (RFC 1123), as Kubernetes asks.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength
        && name[0] != '-' && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Gives the name back when it is one.</summary>
    /// <exception cref="ForwardArgumentException">No namespace can have this name.</exception>
    public static string Check(string name) => IsName(name)
        ? name
        : throw new ForwardArgumentException(
            $"'{name}' is not the name of a namespace: give -n {Rule}, or correct it in the kubeconfig's context.");
}
