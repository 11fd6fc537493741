using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Pods;

/// <summary>The class of a pod by the processor time and memory that its containers ask for.</summary>
internal static class QualityOfService
{
    private static readonly string[] Amounts = ["cpu", "memory"];

    public static string Of(JsonObject pod)
    {
        var containers = pod.Objects("spec", "containers").Concat(pod.Objects("spec", "initContainers")).ToList();
        if (containers.All(c => Amounts.All(a => Amount(c, "requests", a) is null && Amount(c, "limits", a) is null)))
        {
            return "BestEffort";
        }

        var guaranteed = containers.All(c => Amounts.All(a =>
            Amount(c, "limits", a) is { } limit && (Amount(c, "requests", a) is not { } request || request == limit)));
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static string? Amount(JsonObject container, string list, string name) => container.At("resources", list, name)?.ToString();
}
