using System.Text.RegularExpressions;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Takes out of a plugin's messages what it should never have written there.</summary>
internal static partial class SecretRedactor
{
    private const string Redacted = "[redacted]";

    /// <summary>Below this length a value is a word such as "true" rather than a secret.</summary>
    private const int ShortestSecret = 6;

    /// <summary>Replaces the <paramref name="secrets"/> and whatever is shaped like a token, a password or a key.</summary>
    public static string Redact(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(s => s.Length >= ShortestSecret).OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, Redacted, StringComparison.Ordinal);
        }

        text = PemBlock().Replace(text, Redacted);
        text = JsonWebToken().Replace(text, Redacted);
        text = BearerValue().Replace(text, "${kind} " + Redacted);
        return NamedSecret().Replace(text, "${name}" + Redacted);
    }

    [GeneratedRegex("-----BEGIN [^-]*-----[\\s\\S]*?(-----END [^-]*-----|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PemBlock();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_\-=]{6,}(\.[A-Za-z0-9_\-=]*)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"\b(?<kind>bearer|basic)\s+[A-Za-z0-9_\-.~+/=]{6,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BearerValue();

    [GeneratedRegex("""(?<name>(token|password|passwd|secret|clientKeyData|api[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',}]+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedSecret();
}
