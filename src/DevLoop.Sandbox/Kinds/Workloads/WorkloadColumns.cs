using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Workloads;

/// <summary>The columns that the kinds with a template have in common.</summary>
internal static class WorkloadColumns
{
    public const string None = "<none>";

    public static TableColumn Containers { get; } = ContainersAt("spec", "template", "spec", "containers");

    public static TableColumn Images { get; } = ImagesAt("spec", "template", "spec", "containers");

    public static TableColumn Selector { get; } =
        new("Selector", (o, _) => PodSelector.Of(o).ToString() is { Length: > 0 } text ? text : None, "The labels of its pods") { Wide = true };

    public static TableColumn ContainersAt(params string[] path) =>
        new("Containers", (o, _) => Join(o, path, "name"), "The names of its pods' containers") { Wide = true };

    public static TableColumn ImagesAt(params string[] path) =>
        new("Images", (o, _) => Join(o, path, "image"), "The images that its pods run") { Wide = true };

    private static string Join(JsonObject content, string[] path, string field) =>
        string.Join(',', content.Objects(path).Select(c => c.Text(field)));
}
