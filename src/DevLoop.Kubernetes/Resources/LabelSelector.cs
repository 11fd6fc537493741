using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>
/// The labels by which a workload finds its pods, see
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/. A ReplicationController writes the
/// labels themselves in its place.
/// </summary>
[JsonConverter(typeof(LabelSelectorConverter))]
public sealed record LabelSelector
{
    /// <summary>Labels that must have these values.</summary>
    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = Received.Map(value); } = Received.EmptyMap;

    /// <summary>Further rules for labels.</summary>
    public IReadOnlyList<LabelRequirement> MatchExpressions { get; init => field = Received.List(value); } = [];

    /// <summary>The form that <c>labelSelector</c> takes in a request; empty when it asks for nothing.</summary>
    public override string ToString() => string.Join(',', MatchLabels
        .OrderBy(l => l.Key, StringComparer.Ordinal)
        .Select(l => $"{l.Key}={l.Value}")
        .Concat(MatchExpressions.Select(e => e.ToString())));
}
