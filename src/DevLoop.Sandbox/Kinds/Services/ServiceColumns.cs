using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Services;

/// <summary>The columns of <c>kubectl get services</c>.</summary>
internal static class ServiceColumns
{
    private const string None = "<none>";

    public static IReadOnlyList<TableColumn> All { get; } =
    [
        TableColumn.NameColumn,
        new("Type", (s, _) => s.Text("spec", "type"), "How the service is reached"),
        new("Cluster-IP", (s, _) => s.Text("spec", "clusterIP") ?? None, "The address of the service within the cluster"),
        new("External-IP", (s, _) => External(s), "The addresses of the service outside of the cluster"),
        new("Port(s)", (s, _) => Ports(s), "The ports of the service"),
        TableColumn.AgeColumn,
        new("Selector", (s, _) => Selector(s), "The labels of its pods") { Wide = true },
    ];

    private static string External(JsonObject service)
    {
        var given = service.Texts("spec", "externalIPs").ToList();
        return service.Text("spec", "type") switch
        {
            ServiceDefaults.ExternalName => service.Text("spec", "externalName") ?? None,
            "LoadBalancer" when given.Count == 0 => "<pending>",
            _ => given.Count == 0 ? None : string.Join(',', given),
        };
    }

    private static string Ports(JsonObject service)
    {
        var ports = service.Objects("spec", "ports").Select(p =>
            p.Integer("nodePort") is { } nodePort and not 0 ? $"{p["port"]}:{nodePort}/{p.Text("protocol")}" : $"{p["port"]}/{p.Text("protocol")}").ToList();
        return ports.Count == 0 ? None : string.Join(',', ports);
    }

    private static string Selector(JsonObject service)
    {
        var labels = service.TextMap("spec", "selector").OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}").ToList();
        return labels.Count == 0 ? None : string.Join(',', labels);
    }
}
