using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>Numbers of stored objects in the types that a node works with.</summary>
internal static class SpecReading
{
    public static int? Number(this JsonNode? node, string field) =>
        node.Integer(field) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public static TimeSpan? Seconds(this JsonNode? node, string field) =>
        node.Number(field) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
