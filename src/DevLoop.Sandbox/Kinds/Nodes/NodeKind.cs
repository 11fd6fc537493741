using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Nodes;

internal sealed class NodeKind : ResourceKind
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string None = "<none>";
    private const string Unknown = "<unknown>";

    public override GroupResource Resource => GroupResource.Nodes;

    public override string Kind => "Node";

    public override IReadOnlyList<string> ShortNames => ["no"];

    public override IReadOnlyList<Subresource> Subresources { get; } = [new("proxy", "NodeProxyOptions", ["create", "get"])];

    public override bool IsNamespaced => false;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Status", (n, _) => Status(n), "Whether the node takes pods"),
        new("Roles", (n, _) => Roles(n), "What the node is for"),
        TableColumn.AgeColumn,
        new("Version", (n, _) => n.Text("status", "nodeInfo", "kubeletVersion"), "The version of the node's agent"),
        new("Internal-IP", (n, _) => Address(n, "InternalIP"), "The address of the node within the cluster") { Wide = true },
        new("External-IP", (n, _) => Address(n, "ExternalIP"), "The address of the node outside of the cluster") { Wide = true },
        new("OS-Image", (n, _) => n.Text("status", "nodeInfo", "osImage") ?? Unknown, "The operating system") { Wide = true },
        new("Kernel-Version", (n, _) => n.Text("status", "nodeInfo", "kernelVersion") ?? Unknown, "The kernel") { Wide = true },
        new("Container-Runtime", (n, _) => n.Text("status", "nodeInfo", "containerRuntimeVersion") ?? Unknown, "What runs the containers") { Wide = true },
    ];

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["spec.unschedulable"] = ["spec", "unschedulable"] };

    private static string Status(JsonObject node)
    {
        var ready = node.Objects("status", "conditions").FirstOrDefault(c => c.Text("type") == "Ready").Text("status") switch
        {
            "True" => "Ready",
            "False" => "NotReady",
            _ => "Unknown",
        };
        return node.Flag("spec", "unschedulable") == true ? $"{ready},SchedulingDisabled" : ready;
    }

    private static string Roles(JsonObject node)
    {
        var roles = node.TextMap("metadata", "labels").Where(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Select(l => l.Key[RolePrefix.Length..]).Order(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? None : string.Join(',', roles);
    }

    private static string Address(JsonObject node, string type) =>
        node.Objects("status", "addresses").FirstOrDefault(a => a.Text("type") == type).Text("address") ?? None;
}
