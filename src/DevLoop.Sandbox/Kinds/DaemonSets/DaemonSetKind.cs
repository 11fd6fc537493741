using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.DaemonSets;

internal sealed class DaemonSetKind : WorkloadKind
{
    /// <summary>The annotation that counts the changes of the template.</summary>
    public const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private const int DefaultHistory = 10;

    public override GroupResource Resource => GroupResource.DaemonSets;

    public override string Kind => "DaemonSet";

    public override IReadOnlyList<string> ShortNames => ["ds"];

    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Number("Desired", "The nodes that are to have a pod", "status", "desiredNumberScheduled"),
        TableColumn.Number("Current", "The nodes that have one", "status", "currentNumberScheduled"),
        TableColumn.Number("Ready", "The nodes whose pod is ready", "status", "numberReady"),
        TableColumn.Number("Up-to-date", "The nodes whose pod is of the present template", "status", "updatedNumberScheduled"),
        TableColumn.Number("Available", "The nodes whose pod has been ready for long enough", "status", "numberAvailable"),
        new("Node Selector", (d, _) => NodeSelector(d), "The labels of the nodes"),
        TableColumn.AgeColumn,
        WorkloadColumns.Containers,
        WorkloadColumns.Images,
        WorkloadColumns.Selector,
    ];

    public override void PrepareForCreate(JsonObject content)
    {
        base.PrepareForCreate(content);
        Annotate(content, 1);
    }

    public override void PrepareForUpdate(JsonObject content, JsonObject old)
    {
        var changed = !JsonNode.DeepEquals(content.At("spec", "template"), old.At("spec", "template"));
        Annotate(content, Generation(old) + (changed ? 1 : 0));
    }

    protected override void DefaultSpec(JsonObject spec)
    {
        spec.SetDefault("revisionHistoryLimit", DefaultHistory);
        var strategy = spec.Ensure("updateStrategy");
        strategy.SetDefault("type", UpdateStrategies.RollingUpdate);
        if (strategy.Text("type") == UpdateStrategies.RollingUpdate)
        {
            strategy.Ensure("rollingUpdate").SetDefault("maxUnavailable", 1);
            strategy.Ensure("rollingUpdate").SetDefault("maxSurge", 0);
        }
    }

    protected override IEnumerable<FieldError> ValidateSpec(JsonObject spec) =>
    [
        .. UpdateStrategies.Validate(spec),
        .. AmountRules.Validate(spec.At("updateStrategy", "rollingUpdate", "maxUnavailable"), "spec.updateStrategy.rollingUpdate.maxUnavailable"),
        .. AmountRules.Validate(spec.At("updateStrategy", "rollingUpdate", "maxSurge"), "spec.updateStrategy.rollingUpdate.maxSurge"),
    ];

    private static long Generation(JsonObject content) =>
        long.TryParse(content.Text("metadata", "annotations", TemplateGeneration), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    private static void Annotate(JsonObject content, long generation) =>
        content.Ensure("metadata").Ensure("annotations")[TemplateGeneration] = generation.ToString(CultureInfo.InvariantCulture);

    private static string NodeSelector(JsonObject content)
    {
        var labels = content.TextMap("spec", "template", "spec", "nodeSelector").OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}").ToList();
        return labels.Count == 0 ? WorkloadColumns.None : string.Join(',', labels);
    }
}
