using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Pods;

internal sealed class PodKind : ResourceKind
{
    public override GroupResource Resource => GroupResource.Pods;

    public override string Kind => "Pod";

    public override IReadOnlyList<string> ShortNames => ["po"];

    public override IReadOnlyList<string> Categories => ["all"];

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("eviction", "Eviction", ["create"]) { Group = "policy", Version = "v1" },
        new("log", "Pod", ["get"]),
        new("portforward", "PodPortForwardOptions", ["create", "get"]),
    ];

    public override bool HasGeneration => true;

    public override IReadOnlyList<TableColumn> Columns => PodColumns.All;

    public override IReadOnlyDictionary<string, string[]> SelectableFields { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["spec.nodeName"] = ["spec", "nodeName"],
        ["spec.restartPolicy"] = ["spec", "restartPolicy"],
        ["spec.schedulerName"] = ["spec", "schedulerName"],
        ["spec.serviceAccountName"] = ["spec", "serviceAccountName"],
        ["spec.hostNetwork"] = ["spec", "hostNetwork"],
        ["status.phase"] = ["status", "phase"],
        ["status.podIP"] = ["status", "podIP"],
        ["status.nominatedNodeName"] = ["status", "nominatedNodeName"],
    };

    public override void Default(JsonObject content) => PodDefaults.Apply(content);

    public override void PrepareForCreate(JsonObject content) => content["status"] = new JsonObject
    {
        ["phase"] = "Pending",
        ["qosClass"] = QualityOfService.Of(content),
    };

    public override IEnumerable<FieldError> Validate(JsonObject content) => PodValidation.Validate(content);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old) => PodValidation.ValidateUpdate(content, old);

    /// <summary>A pod that never reached a node, or has ended, has nothing left to end.</summary>
    public override long GracePeriod(JsonObject content, long? asked)
    {
        if (string.IsNullOrEmpty(content.Text("spec", "nodeName")) || content.Text("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        return asked ?? content.Integer("spec", "terminationGracePeriodSeconds") ?? PodDefaults.TerminationGracePeriodSeconds;
    }
}
