namespace DevLoop.Forwarding.Configuration.Templates;

/// <summary>The one form of Go's templates that names may hold: <c>{{.ENV_NAME}}</c>, the value of an environment variable.</summary>
internal static class NameTemplate
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>Puts values in the place of variables.</summary>
    /// <param name="text">A name that may hold <c>{{.ENV_NAME}}</c>.</param>
    /// <param name="variables">The environment; null when only the form of the template counts.</param>
    public static ExpandedName Expand(string text, IReadOnlyDictionary<string, string>? variables)
    {
        var expanded = new System.Text.StringBuilder();
        var rest = text.AsSpan();
        while (rest.IndexOf(Open, StringComparison.Ordinal) is >= 0 and var open)
        {
            expanded.Append(rest[..open]);
            rest = rest[(open + Open.Length)..];
            var close = rest.IndexOf(Close, StringComparison.Ordinal);
            if (close < 0)
            {
                return ExpandedName.Wrong($"the template {Suggestion.Quote(text)} has no closing '}}}}'");
            }

            var action = rest[..close];
            if (NameIn(action) is not { } name)
            {
                return ExpandedName.Wrong($"the template {Suggestion.Quote(Open + action.ToString() + Close)} is not understood, only {{{{.NAME}}}} is, for an environment variable");
            }

            if (variables is not null)
            {
                if (!variables.TryGetValue(name, out var value))
                {
                    return ExpandedName.Wrong($"the environment variable {Suggestion.Quote(name)} is not set");
                }

                expanded.Append(value);
            }

            rest = rest[(close + Close.Length)..];
        }

        var isTemplate = rest.Length < text.Length;
        return isTemplate && variables is null ? ExpandedName.Unknown : new ExpandedName(expanded.Append(rest).ToString(), null);
    }

    /// <summary>The name in <c>.NAME</c>, with spaces around it or without.</summary>
    private static string? NameIn(ReadOnlySpan<char> action)
    {
        var field = action.Trim(' ');
        return field.Length > 1 && field[0] == '.' && IsIdentifier(field[1..]) ? field[1..].ToString() : null;
    }

    private static bool IsIdentifier(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return !char.IsAsciiDigit(name[0]);
    }
}
