using System.Text.RegularExpressions;

namespace DevLoop.Sandbox.Kinds;

/// <summary>The forms of names in Kubernetes. Each rule answers what is wrong, in the API's words, or null.</summary>
internal static partial class NameRules
{
    private const int MaxSubdomain = 253;
    private const int MaxLabel = 63;
    private const int MaxPortName = 15;

    /// <summary>RFC 1123 subdomain: most objects.</summary>
    public static string? Subdomain(string name) =>
        name.Length > MaxSubdomain ? TooLong(MaxSubdomain)
        : SubdomainForm().IsMatch(name) ? null
        : @"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>RFC 1123 label: namespaces, containers.</summary>
    public static string? Label(string name) =>
        name.Length > MaxLabel ? TooLong(MaxLabel)
        : LabelForm().IsMatch(name) ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>RFC 1035 label: services.</summary>
    public static string? Rfc1035Label(string name) =>
        name.Length > MaxLabel ? TooLong(MaxLabel)
        : Rfc1035Form().IsMatch(name) ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>The name of a port of a container, or of a target port.</summary>
    public static string? Port(string name) =>
        name.Length > MaxPortName ? TooLong(MaxPortName)
        : !PortForm().IsMatch(name) ? "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
        : !name.Any(char.IsAsciiLetterLower) ? "must contain at least one letter (a-z)"
        : null;

    /// <summary>The key of a label or annotation, with or without a prefix.</summary>
    public static string? QualifiedName(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && Subdomain(key[..slash]) is { } wrong)
        {
            return $"prefix part {wrong}";
        }

        var name = key[(slash + 1)..];
        return name.Length is > 0 and <= MaxLabel && LabelValueForm().IsMatch(name)
            ? null
            : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    }

    public static string? LabelValue(string value) =>
        value.Length > MaxLabel ? TooLong(MaxLabel)
        : value.Length == 0 || LabelValueForm().IsMatch(value) ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static string TooLong(int max) => $"must be no more than {max} characters";

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc1035Form();

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PortForm();

    [GeneratedRegex(@"\A[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValueForm();
}
