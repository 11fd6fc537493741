namespace DevLoop.Forwarding.Configuration;

/// <summary>The rule for the names of ports.</summary>
internal static class PortName
{
    /// <summary>Whether it is an IANA service name (RFC 6335, section 5.1), as Kubernetes asks of port names.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 63
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name.Any(char.IsAsciiLetterLower);
}
