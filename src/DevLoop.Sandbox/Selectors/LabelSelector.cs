namespace DevLoop.Sandbox.Selectors;

/// <summary>A label selector in the form of a query: <c>app=web,tier in (a,b),!old,size&gt;3</c>. All of its terms must match.</summary>
internal sealed class LabelSelector(IReadOnlyList<LabelRequirement> requirements)
{
    /// <summary>Matches everything.</summary>
    public static readonly LabelSelector Everything = new([]);

    public bool IsEmpty => requirements.Count == 0;

    /// <exception cref="SelectorException">The text is not a label selector.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new LabelSelectorParser(text).Parse());

    /// <summary>The selector of a Service: labels that must all be there with these values.</summary>
    public static LabelSelector FromMap(IEnumerable<KeyValuePair<string, string>> labels) =>
        new([.. labels.Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value]))]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => requirements.All(r => r.Matches(labels));
}
