using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes;

/// <summary>The Node object that stands for the sandbox's node in the API.</summary>
internal static class NodeObject
{
    private const int MaxPods = 1_000;

    /// <summary>Creates the object when there is none.</summary>
    public static void Ensure(ObjectStore store, string name, TimeProvider time)
    {
        if (store.Find(GroupResource.Nodes, "", name) is null)
        {
            store.Create(GroupResource.Nodes, Build(name, ObjectStore.Timestamp(time.GetUtcNow())));
        }
    }

    private static JsonObject Build(string name, string now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["kubernetes.io/arch"] = Architecture,
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
                ["node-role.kubernetes.io/control-plane"] = "",
            },
        },
        ["spec"] = new JsonObject(),
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "InternalIP", ["address"] = IPAddress.Loopback.ToString() },
                new JsonObject { ["type"] = "Hostname", ["address"] = name }),
            ["capacity"] = Resources(),
            ["allocatable"] = Resources(),
            ["conditions"] = new JsonArray(
                Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
                Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
                Condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
                Condition("Ready", "True", "KubeletReady", now)),
            ["nodeInfo"] = new JsonObject
            {
                ["architecture"] = Architecture,
                ["containerRuntimeVersion"] = $"devloop://{Version}",
                ["kubeletVersion"] = $"v1.36.0-devloop.{Version}",
                ["kernelVersion"] = Environment.OSVersion.Version.ToString(),
                ["operatingSystem"] = "linux",
                ["osImage"] = RuntimeInformation.OSDescription,
            },
        },
    };

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64
        ? "amd64"
        : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    private static string Version { get; } = typeof(NodeObject).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private static JsonObject Resources() => new()
    {
        ["cpu"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki",
        ["pods"] = MaxPods.ToString(CultureInfo.InvariantCulture),
    };

    private static JsonObject Condition(string type, string status, string reason, string now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["lastHeartbeatTime"] = now,
        ["lastTransitionTime"] = now,
    };
}
