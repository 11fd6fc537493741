using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>How the pods of a StatefulSet or DaemonSet come to a changed template.</summary>
internal static class UpdateStrategies
{
    /// <summary>One after the other.</summary>
    public const string RollingUpdate = "RollingUpdate";

    /// <summary>When somebody deletes them.</summary>
    public const string OnDelete = "OnDelete";

    public static IEnumerable<FieldError> Validate(JsonObject spec)
    {
        if (spec.Text("updateStrategy", "type") is { } type and not (RollingUpdate or OnDelete))
        {
            yield return FieldError.NotSupported("spec.updateStrategy.type", type, OnDelete, RollingUpdate);
        }
    }
}
