using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>One <c>env</c> entry of a container: a value, or where the value comes from.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Value">Its value, when the spec holds it.</param>
/// <param name="FieldPath">The pod's field that it takes its value from.</param>
/// <param name="OtherSource">A source that the sandbox does not have (<c>secretKeyRef</c>, …).</param>
internal sealed record EnvironmentVariable(string Name, string Value, string? FieldPath, string? OtherSource)
{
    public static EnvironmentVariable Read(JsonObject entry)
    {
        var source = entry.Object("valueFrom");
        var fieldPath = source.Object("fieldRef").Text("fieldPath");
        var other = fieldPath is null && source is { Count: > 0 } ? source.First().Key : null;
        return new EnvironmentVariable(entry.Text("name") ?? "", entry.Text("value") ?? "", fieldPath, other);
    }
}
