using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>
/// The labels by which objects are picked: a workload's pods, see
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/, or what a request or a person asks
/// for. All that it says must match. A ReplicationController writes the labels themselves in its place.
/// </summary>
[JsonConverter(typeof(LabelSelectorConverter))]
public sealed record LabelSelector
{
    /// <summary>Matches everything.</summary>
    public static LabelSelector Everything { get; } = new();

    /// <summary>Labels that must have these values.</summary>
    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = Received.Map(value); } = Received.EmptyMap;

    /// <summary>Further rules for labels.</summary>
    public IReadOnlyList<LabelRequirement> MatchExpressions { get; init => field = Received.List(value); } = [];

    /// <summary>Whether it asks for nothing, and so matches everything.</summary>
    public bool IsEmpty => MatchLabels.Count == 0 && MatchExpressions.Count == 0;

    /// <summary>
    /// Reads the form that requests and <c>kubectl -l</c> have: <c>app=web,tier in (a,b),!old,size&gt;3</c>. Nothing, or blanks
    /// alone, is <see cref="Everything"/>.
    /// </summary>
    /// <exception cref="FormatException">It is not a label selector; the message is a sentence that says what is wrong and where.</exception>
    public static LabelSelector Parse(string? text) => string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelectorParser(text).Parse();

    /// <summary>Whether an object with these labels is picked.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value) && MatchExpressions.All(e => e.Matches(labels));

    /// <summary>The form that <c>labelSelector</c> takes in a request; empty when it asks for nothing.</summary>
    public override string ToString() => string.Join(',', MatchLabels
        .OrderBy(l => l.Key, StringComparer.Ordinal)
        .Select(l => $"{l.Key}={l.Value}")
        .Concat(MatchExpressions.Select(e => e.ToString())));
}
