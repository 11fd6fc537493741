namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>Reads the fields of a mapping. What has the wrong shape is a problem, and then as good as absent.</summary>
internal sealed class FieldReader(MappingNode mapping, ProblemCollector problems)
{
    /// <summary>Where the mapping begins.</summary>
    public SourcePlace Place => mapping.Place;

    /// <summary>The field's value; null when it is absent or holds nothing.</summary>
    public DocumentNode? Find(string name)
    {
        foreach (var again in mapping.Fields.Where(f => f.Name == name).Skip(1))
        {
            problems.Error(again.Place, $"The field '{name}' is there twice: leave one.");
        }

        return mapping.Find(name);
    }

    /// <summary>The field's text, number or truth value; null when there is none.</summary>
    public ScalarNode? Scalar(string name)
    {
        var value = Find(name);
        return value is null ? null : AsScalar(value, $"'{name}' must be a single value");
    }

    /// <summary>The field's truth value; false when there is none.</summary>
    public bool Flag(string name)
    {
        switch (Scalar(name))
        {
            case null or { IsPlain: true, Text: "false" or "False" or "FALSE" }:
                return false;
            case { IsPlain: true, Text: "true" or "True" or "TRUE" }:
                return true;
            case { } other:
                problems.Error(other.Place, $"'{name}' must be true or false, not {Suggestion.Quote(other.Text)}.");
                return false;
        }
    }

    /// <summary>The field's mapping; null when there is none.</summary>
    public FieldReader? Mapping(string name)
    {
        var value = Find(name);
        return value is null ? null : AsMapping(value, $"'{name}' must be a mapping of names to values");
    }

    /// <summary>The mappings of the field's list; none when there is no list.</summary>
    public IReadOnlyList<FieldReader> Mappings(string name) =>
        [.. Items(name).Select(item => AsMapping(item, $"Each item of '{name}' must be a mapping of names to values")).OfType<FieldReader>()];

    /// <summary>The texts of the field's list; none when there is no list.</summary>
    public IReadOnlyList<ScalarNode> Scalars(string name) =>
        [.. Items(name).Select(item => AsScalar(item, $"Each item of '{name}' must be a single value")).OfType<ScalarNode>()];

    /// <summary>Makes problems of all fields but these.</summary>
    /// <param name="what">What the mapping is, for the sentence: <c>a portForward item</c>.</param>
    /// <param name="known">The names that are allowed.</param>
    public void RefuseOthers(string what, params IReadOnlyCollection<string> known)
    {
        foreach (var field in mapping.Fields.Where(f => !known.Contains(f.Name)))
        {
            problems.Error(field.Place, $"The field {Suggestion.Quote(field.Name)} does not belong in {what}: {Suggestion.For(field.Name, known, "its fields are")}");
        }
    }

    private IReadOnlyList<DocumentNode> Items(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case ListNode list:
                return list.Items;
            case { } other:
                problems.Error(other.Place, $"'{name}' must be a list, not {other.Kind}.");
                return [];
        }
    }

    private ScalarNode? AsScalar(DocumentNode value, string rule)
    {
        if (value is ScalarNode { IsNull: false } scalar)
        {
            return scalar;
        }

        Wrong(value, rule);
        return null;
    }

    private FieldReader? AsMapping(DocumentNode value, string rule)
    {
        if (value is MappingNode map)
        {
            return new FieldReader(map, problems);
        }

        Wrong(value, rule);
        return null;
    }

    private void Wrong(DocumentNode value, string rule) =>
        problems.Error(value.Place, $"{rule}, not {(value is ScalarNode { IsNull: true } ? "empty" : value.Kind)}.");
}
