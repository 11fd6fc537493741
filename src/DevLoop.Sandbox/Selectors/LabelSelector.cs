using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Selectors;

/// <summary>A label selector in the form of a query: <c>app=web,tier in (a,b),!old,size&gt;3</c>. All of its terms must match.</summary>
internal sealed class LabelSelector(IReadOnlyList<LabelRequirement> requirements)
{
    /// <summary>Matches everything.</summary>
    public static readonly LabelSelector Everything = new([]);

    private readonly IReadOnlyList<LabelRequirement> _requirements = requirements;

    public bool IsEmpty => _requirements.Count == 0;

    /// <exception cref="SelectorException">The text is not a label selector.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new LabelSelectorParser(text).Parse());

    /// <summary>The selector of a Service: labels that must all be there with these values.</summary>
    public static LabelSelector FromMap(IEnumerable<KeyValuePair<string, string>> labels) =>
        new([.. labels.Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value]))]);

    /// <summary>The selector of most workloads: <c>matchLabels</c> and <c>matchExpressions</c>. An operator that does not exist matches nothing.</summary>
    public static LabelSelector FromObject(JsonObject selector) => new(
    [
        .. FromMap(selector.TextMap("matchLabels"))._requirements,
        .. selector.Objects("matchExpressions").Select(e =>
            new LabelRequirement(e.Text("key") ?? "", Operator(e.Text("operator")), [.. e.Texts("values")])),
    ]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(r => r.Matches(labels));

    /// <summary>Whether an object's labels match.</summary>
    public bool Matches(JsonObject content) => Matches(content.TextMap("metadata", "labels").ToDictionary(StringComparer.Ordinal));

    /// <summary>In the form of a query, in the order of the keys.</summary>
    public override string ToString() => string.Join(',', _requirements.OrderBy(r => r.Key, StringComparer.Ordinal));

    private static LabelOperator Operator(string? name) =>
        Enum.TryParse<LabelOperator>(name, out var known) && known is not (LabelOperator.GreaterThan or LabelOperator.LessThan) ? known : LabelOperator.None;
}
