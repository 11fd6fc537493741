using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Selectors;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>The selector by which an object finds its pods.</summary>
internal static class PodSelector
{
    /// <summary>
    /// <c>spec.selector</c> in either of its forms: <c>matchLabels</c> and <c>matchExpressions</c>, or the plain labels of a
    /// ReplicationController.
    /// </summary>
    public static LabelSelector Of(JsonObject content)
    {
        var selector = content.Object("spec", "selector") ?? [];
        return IsObject(selector) ? JsonSelectors.OfObject(selector) : JsonSelectors.OfMap(selector.TextMap());
    }

    private static bool IsObject(JsonObject selector) => selector["matchLabels"] is JsonObject || selector["matchExpressions"] is JsonArray;
}
