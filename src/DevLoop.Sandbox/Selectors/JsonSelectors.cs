using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Selectors;

/// <summary>Label selectors that stand in objects, and objects that they pick.</summary>
internal static class JsonSelectors
{
    /// <summary>The selector of a Service: labels that must all be there with these values.</summary>
    public static LabelSelector OfMap(IEnumerable<KeyValuePair<string, string>> labels) =>
        new() { MatchLabels = labels.ToDictionary(StringComparer.Ordinal) };

    /// <summary>The selector of most workloads: <c>matchLabels</c> and <c>matchExpressions</c>. An operator that does not exist matches nothing.</summary>
    public static LabelSelector OfObject(JsonObject selector) => OfMap(selector.TextMap("matchLabels")) with
    {
        MatchExpressions =
        [
            .. selector.Objects("matchExpressions").Select(e => new LabelRequirement
            {
                Key = e.Text("key") ?? "",
                Operator = e.Text("operator") is "In" or "NotIn" or "Exists" or "DoesNotExist" ? e.Text("operator")! : "",
                Values = [.. e.Texts("values")],
            }),
        ],
    };

    /// <summary>Whether an object's labels match.</summary>
    public static bool Matches(this LabelSelector selector, JsonObject content) =>
        selector.Matches(content.TextMap("metadata", "labels").ToDictionary(StringComparer.Ordinal));
}
