using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.StatefulSets;

internal sealed class StatefulSetKind : WorkloadKind
{
    public const string Parallel = "Parallel";

    private const string OrderedReady = "OrderedReady";
    private const int DefaultHistory = 10;

    private static readonly string[] MayChange =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public override GroupResource Resource => GroupResource.StatefulSets;

    public override string Kind => "StatefulSet";

    public override IReadOnlyList<string> ShortNames => ["sts"];

    public override bool HasScale => true;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Ready", (s, _) => $"{s.Integer("status", "readyReplicas") ?? 0}/{s.Integer("spec", "replicas") ?? 0}", "The pods that are ready, of those wanted"),
        TableColumn.AgeColumn,
        WorkloadColumns.Containers,
        WorkloadColumns.Images,
    ];

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old)
    {
        if (!JsonNode.DeepEquals(Fixed(content), Fixed(old)))
        {
            yield return FieldError.Forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    protected override void DefaultSpec(JsonObject spec)
    {
        spec.SetDefault("replicas", 1);
        spec.SetDefault("podManagementPolicy", OrderedReady);
        spec.SetDefault("revisionHistoryLimit", DefaultHistory);
        spec.Ensure("persistentVolumeClaimRetentionPolicy").SetDefault("whenDeleted", "Retain");
        spec.Ensure("persistentVolumeClaimRetentionPolicy").SetDefault("whenScaled", "Retain");
        var strategy = spec.Ensure("updateStrategy");
        strategy.SetDefault("type", UpdateStrategies.RollingUpdate);
        if (strategy.Text("type") == UpdateStrategies.RollingUpdate)
        {
            strategy.Ensure("rollingUpdate").SetDefault("partition", 0);
        }
    }

    protected override IEnumerable<FieldError> ValidateSpec(JsonObject spec)
    {
        if (spec.Text("podManagementPolicy") is { } policy and not (OrderedReady or Parallel))
        {
            yield return FieldError.NotSupported("spec.podManagementPolicy", policy, OrderedReady, Parallel);
        }

        foreach (var error in UpdateStrategies.Validate(spec))
        {
            yield return error;
        }

        if (spec.Integer("updateStrategy", "rollingUpdate", "partition") is < 0 and var partition)
        {
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate.partition", partition, "must be greater than or equal to 0");
        }

        if (spec.Integer("ordinals", "start") is < 0 and var start)
        {
            yield return FieldError.Invalid("spec.ordinals.start", start, "must be greater than or equal to 0");
        }
    }

    private static JsonObject? Fixed(JsonObject content)
    {
        var spec = content.Object("spec")?.DeepClone().AsObject();
        foreach (var field in MayChange)
        {
            spec?.Remove(field);
        }

        return spec;
    }
}
