namespace DevLoop.Sandbox.Selectors;

/// <summary>One term of a field selector. A field that is not there equals the empty string.</summary>
internal sealed record FieldRequirement(string Field, bool Equal, string Value)
{
    /// <exception cref="SelectorException">The term has no operator.</exception>
    public static FieldRequirement Parse(string term, string selector)
    {
        foreach (var (sign, equal) in (ReadOnlySpan<(string, bool)>)[("!=", false), ("==", true), ("=", true)])
        {
            var at = term.IndexOf(sign, StringComparison.Ordinal);
            if (at > 0)
            {
                return new FieldRequirement(term[..at].Trim(), equal, term[(at + sign.Length)..].Trim());
            }
        }

        throw new SelectorException($"invalid selector: '{selector}'; can't understand '{term}'");
    }

    public bool Matches(string value) => Equal == (value == Value);
}
