using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Namespaces;

internal sealed class NamespaceKind : ResourceKind
{
    public const string DefaultName = "default";
    public const string SystemName = "kube-system";

    /// <summary>The finalizer in a namespace's <c>spec</c> that stays until everything within the namespace is gone.</summary>
    public const string Finalizer = "kubernetes";

    private const string NameLabel = "kubernetes.io/metadata.name";

    public override GroupResource Resource => GroupResource.Namespaces;

    public override string Kind => "Namespace";

    public override IReadOnlyList<string> ShortNames => ["ns"];

    public override bool IsNamespaced => false;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Status", (n, _) => n.Text("status", "phase"), "Active, or Terminating"),
        TableColumn.AgeColumn,
    ];

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["status.phase"] = ["status", "phase"] };

    public override string? NameError(string name) => NameRules.Label(name);

    public override string? DeletionError(string name) =>
        name is DefaultName or SystemName ? "this namespace may not be deleted" : null;

    public override void Default(JsonObject content)
    {
        if (content.Text("metadata", "name") is { } name)
        {
            content.Ensure("metadata").Ensure("labels").SetDefault(NameLabel, name);
        }
    }

    public override void PrepareForCreate(JsonObject content)
    {
        content["spec"] = new JsonObject { ["finalizers"] = new JsonArray(Finalizer) };
        content["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(JsonObject content, JsonObject old) => content["spec"] = old["spec"]?.DeepClone();

    public override void PrepareForDeletion(JsonObject content) => content.Ensure("status")["phase"] = "Terminating";
}
