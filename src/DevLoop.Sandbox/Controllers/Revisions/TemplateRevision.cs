using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Controllers.Revisions;

/// <summary>One of the templates that a StatefulSet or DaemonSet has had.</summary>
/// <param name="Name">The name of its ControllerRevision.</param>
/// <param name="Hash">What its name ends with.</param>
/// <param name="Template">The template.</param>
internal sealed record TemplateRevision(string Name, string Hash, JsonObject? Template)
{
    /// <summary>The label by which a pod, and the ControllerRevision itself, names its revision.</summary>
    public const string Label = "controller-revision-hash";
}
