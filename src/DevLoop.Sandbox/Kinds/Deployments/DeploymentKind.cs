using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Deployments;

internal sealed class DeploymentKind : WorkloadKind
{
    public const string Recreate = "Recreate";

    private const string RollingUpdate = "RollingUpdate";
    private const string DefaultAmount = "25%";
    private const int DefaultHistory = 10;
    private const int DefaultDeadlineSeconds = 600;

    public override GroupResource Resource => GroupResource.Deployments;

    public override string Kind => "Deployment";

    public override IReadOnlyList<string> ShortNames => ["deploy"];

    public override bool HasScale => true;

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        new("Ready", (d, _) => $"{d.Integer("status", "readyReplicas") ?? 0}/{d.Integer("spec", "replicas") ?? 0}", "The pods that are ready, of those wanted"),
        TableColumn.Number("Up-to-date", "The pods of the present template", "status", "updatedReplicas"),
        TableColumn.Number("Available", "The pods that have been ready for long enough", "status", "availableReplicas"),
        TableColumn.AgeColumn,
        WorkloadColumns.Containers,
        WorkloadColumns.Images,
        WorkloadColumns.Selector,
    ];

    protected override void DefaultSpec(JsonObject spec)
    {
        spec.SetDefault("replicas", 1);
        spec.SetDefault("revisionHistoryLimit", DefaultHistory);
        spec.SetDefault("progressDeadlineSeconds", DefaultDeadlineSeconds);
        var strategy = spec.Ensure("strategy");
        strategy.SetDefault("type", RollingUpdate);
        if (strategy.Text("type") == RollingUpdate)
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.SetDefault("maxUnavailable", DefaultAmount);
            rolling.SetDefault("maxSurge", DefaultAmount);
        }
    }

    protected override IEnumerable<FieldError> ValidateSpec(JsonObject spec)
    {
        var strategy = spec.Object("strategy");
        var rolling = strategy.Object("rollingUpdate");
        const string At = "spec.strategy.rollingUpdate";
        foreach (var error in AmountRules.Validate(rolling?["maxSurge"], $"{At}.maxSurge").Concat(AmountRules.Validate(rolling?["maxUnavailable"], $"{At}.maxUnavailable")))
        {
            yield return error;
        }

        if (strategy.Text("type") is not (RollingUpdate or Recreate))
        {
            yield return FieldError.NotSupported("spec.strategy.type", strategy.Text("type") ?? "", Recreate, RollingUpdate);
        }
        else if (rolling is not null && strategy.Text("type") == Recreate)
        {
            yield return FieldError.Forbidden(At, "may not be specified when strategy `type` is 'Recreate'");
        }
        else if (rolling is not null && IsZero(rolling["maxSurge"]) && IsZero(rolling["maxUnavailable"]))
        {
            yield return FieldError.Invalid($"{At}.maxUnavailable", rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
        }

        foreach (var error in NotNegative(spec, "progressDeadlineSeconds"))
        {
            yield return error;
        }

        if (spec.Integer("progressDeadlineSeconds") <= (spec.Integer("minReadySeconds") ?? 0))
        {
            yield return FieldError.Invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"], "must be greater than minReadySeconds");
        }
    }

    // All of a hundred pods show whether a percentage is zero.
    private static bool IsZero(JsonNode? amount) => AmountRules.Resolve(amount, 100, roundUp: true) == 0;
}
