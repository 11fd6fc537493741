using System.Text.RegularExpressions;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>
/// A pattern of a profile's activation: the very text, or a regular expression that is found in it; with <c>!</c> before it the
/// opposite. What is no regular expression is compared as text, as Skaffold does.
/// </summary>
internal static class ActivationPattern
{
    public static bool Matches(string pattern, string text) =>
        pattern.StartsWith('!') ? !MatchesAsIs(pattern[1..], text) : MatchesAsIs(pattern, text);

    private static bool MatchesAsIs(string pattern, string text)
    {
        if (pattern == text)
        {
            return true;
        }

        try
        {
            // Go's expressions do not backtrack either, so that no pattern takes long.
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
