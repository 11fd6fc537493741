using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds;

/// <summary>One column of what <c>kubectl get</c> prints.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Cell">The cell of an object, at a time that ages are counted to.</param>
/// <param name="Description">What the column means.</param>
internal sealed record TableColumn(string Name, Func<JsonObject, DateTimeOffset, JsonNode?> Cell, string Description)
{
    /// <summary>An OpenAPI type: string or integer.</summary>
    public string Type { get; init; } = "string";

    /// <summary>Printed only with <c>-o wide</c>.</summary>
    public bool Wide { get; init; }

    /// <summary>A column of a number; 0 where there is none.</summary>
    public static TableColumn Number(string name, string description, params string[] path) =>
        new(name, (o, _) => o.Integer(path) ?? 0, description) { Type = "integer" };

    public static TableColumn NameColumn { get; } =
        new("Name", (o, _) => o["metadata"]?["name"]?.ToString(), "The name of the object, once in its namespace");

    public static TableColumn AgeColumn { get; } =
        new("Age", (o, now) => HumanDuration.Since(o["metadata"]?["creationTimestamp"]?.ToString(), now), "The time since the object was made");
}
