using System.Text.Json.Nodes;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>A pod's quality of service class, from its containers' requests and limits of processor and memory.</summary>
internal static class QualityOfService
{
    private static readonly string[] Resources = ["cpu", "memory"];

    public static string Of(JsonObject? podSpec)
    {
        var containers = podSpec.Objects("containers").Concat(podSpec.Objects("initContainers")).Select(c => c.Object("resources")).ToList();
        if (!containers.Exists(c => Resources.Any(r => Amount(c, "requests", r) is not null || Amount(c, "limits", r) is not null)))
        {
            return "BestEffort";
        }

        return containers.TrueForAll(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(JsonObject? resources) => Array.TrueForAll(
        Resources,
        r => Amount(resources, "limits", r) is { } limit && (Amount(resources, "requests", r) ?? limit) == limit);

    private static string? Amount(JsonObject? resources, string kind, string resource) => resources.Object(kind)?[resource]?.ToString();
}
