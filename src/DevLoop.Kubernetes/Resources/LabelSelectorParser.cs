using System.Globalization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>
/// A recursive-descent parser of one label selector, see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.
/// Terms: <c>key</c>, <c>!key</c>, <c>key op value</c>, <c>key [not]in (values)</c>.
/// </summary>
internal sealed class LabelSelectorParser(string text)
{
    private const int MaxNameLength = 63;
    private const int MaxPrefixLength = 253;
    private int _at;

    /// <exception cref="FormatException">The text is not a label selector.</exception>
    public LabelSelector Parse()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var rules = new List<LabelRequirement>();
        do
        {
            var next = Requirement();

            // A second value for the same label contradicts the first; neither may be lost.
            if (next is not { Operator: "In", Values: [var only] } || !labels.TryAdd(next.Key, only))
            {
                rules.Add(next);
            }
        }
        while (Take(','));

        SkipBlanks();
        return _at == text.Length ? new LabelSelector { MatchLabels = labels, MatchExpressions = rules } : throw Unexpected("',' or the end");
    }

    private LabelRequirement Requirement()
    {
        if (Take('!'))
        {
            return Rule(Key(), "DoesNotExist");
        }

        var key = Key();
        SkipBlanks();
        if (_at == text.Length || text[_at] == ',')
        {
            return Rule(key, "Exists");
        }

        if (Take('!'))
        {
            return Take('=') ? Rule(key, "NotIn", Value()) : throw Unexpected("'='");
        }

        if (Take('='))
        {
            Take('=');
            return Rule(key, "In", Value());
        }

        if (Take('>'))
        {
            return Rule(key, "Gt", Number());
        }

        if (Take('<'))
        {
            return Rule(key, "Lt", Number());
        }

        var start = _at;
        return Word() switch
        {
            "in" => Rule(key, "In", Values()),
            "notin" => Rule(key, "NotIn", Values()),
            var found => throw Wrong(start, found, "in, notin, =, ==, !=, > or <"),
        };
    }

    private static LabelRequirement Rule(string key, string op, params string[] values) => new() { Key = key, Operator = op, Values = values };

    private string[] Values()
    {
        if (!Take('('))
        {
            throw Unexpected("'('");
        }

        SkipBlanks();
        if (_at < text.Length && text[_at] == ')')
        {
            throw Unexpected("a value");
        }

        var values = new List<string>();
        do
        {
            values.Add(Value());
        }
        while (Take(','));

        return Take(')') ? [.. values] : throw Unexpected("',' or ')'");
    }

    private string Key()
    {
        SkipBlanks();
        var start = _at;
        var key = Word();
        if (key.Length == 0)
        {
            throw Unexpected("the name of a label");
        }

        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return IsName(key[(slash + 1)..]) && (slash < 0 || IsPrefix(key[..slash]))
            ? key
            : throw Wrong(start, key, "the name of a label, as in app or example.com/app");
    }

    private string Value()
    {
        SkipBlanks();
        var start = _at;
        var value = Word();
        return value.Length == 0 || IsName(value)
            ? value
            : throw Wrong(start, value, $"the value of a label: at most {MaxNameLength} letters, digits, '-', '_' and '.', with a letter or digit at both ends");
    }

    private string Number()
    {
        SkipBlanks();
        var start = _at;
        var word = Word();
        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? word : throw Wrong(start, word, "a whole number");
    }

    private string Word()
    {
        SkipBlanks();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_' or '.' or '/'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private bool Take(char wanted)
    {
        SkipBlanks();
        if (_at == text.Length || text[_at] != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains('/', StringComparison.Ordinal);

    private static bool IsPrefix(string prefix) =>
        prefix.Length is > 0 and <= MaxPrefixLength
        && char.IsAsciiLetterOrDigit(prefix[0]) && char.IsAsciiLetterOrDigit(prefix[^1])
        && prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private FormatException Unexpected(string expected) => Wrong(_at, _at == text.Length ? "" : text[_at].ToString(), expected);

    private FormatException Wrong(int at, string found, string expected)
    {
        var shown = found.Length == 0 ? "nothing" : PlainText.Of(found, 80) is { Length: > 0 } plain ? $"'{plain}'" : "what cannot be shown";
        return new FormatException($"'{PlainText.Of(text, 200)}' is not a label selector: found {shown} at character {at + 1}, expected: {expected}.");
    }
}
