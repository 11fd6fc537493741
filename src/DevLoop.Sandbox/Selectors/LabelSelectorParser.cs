namespace DevLoop.Sandbox.Selectors;

/// <summary>A recursive-descent parser of one label selector. Terms: <c>key</c>, <c>!key</c>, <c>key op value</c>, <c>key [not]in (values)</c>.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private int _at;

    /// <exception cref="SelectorException">The text is not a label selector.</exception>
    public IReadOnlyList<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        do
        {
            requirements.Add(Requirement());
        }
        while (Take(','));

        SkipBlanks();
        return _at == text.Length ? requirements : throw Unexpected("',' or the end");
    }

    private LabelRequirement Requirement()
    {
        if (Take('!'))
        {
            return new LabelRequirement(Key(), LabelOperator.DoesNotExist, []);
        }

        var key = Key();
        SkipBlanks();
        if (_at == text.Length || text[_at] == ',')
        {
            return new LabelRequirement(key, LabelOperator.Exists, []);
        }

        if (Take('!'))
        {
            return Take('=') ? new LabelRequirement(key, LabelOperator.NotIn, [Word()]) : throw Unexpected("'!='");
        }

        if (Take('='))
        {
            Take('=');
            return new LabelRequirement(key, LabelOperator.In, [Word()]);
        }

        if (Take('>'))
        {
            return new LabelRequirement(key, LabelOperator.GreaterThan, [Number()]);
        }

        if (Take('<'))
        {
            return new LabelRequirement(key, LabelOperator.LessThan, [Number()]);
        }

        return Word() switch
        {
            "in" => new LabelRequirement(key, LabelOperator.In, Values()),
            "notin" => new LabelRequirement(key, LabelOperator.NotIn, Values()),
            var found => throw new SelectorException($"unable to parse requirement: found '{found}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private List<string> Values()
    {
        if (!Take('('))
        {
            throw Unexpected("'('");
        }

        var values = new List<string>();
        do
        {
            values.Add(Word());
        }
        while (Take(','));

        return Take(')') ? values : throw Unexpected("',' or ')'");
    }

    private string Key()
    {
        var key = Word();
        return key.Length > 0 ? key : throw Unexpected("a label's name");
    }

    private string Number()
    {
        var word = Word();
        return long.TryParse(word, out _)
            ? word
            : throw new SelectorException($"unable to parse requirement: values[0]: Invalid value: \"{word}\": for 'Gt', 'Lt' operators, the value must be an integer");
    }

    private string Word()
    {
        SkipBlanks();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || "-_./".Contains(text[_at], StringComparison.Ordinal)))
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

    private SelectorException Unexpected(string expected) =>
        new($"unable to parse requirement: found '{(_at == text.Length ? "" : text[_at].ToString())}' at {_at}, expected: {expected}");
}
