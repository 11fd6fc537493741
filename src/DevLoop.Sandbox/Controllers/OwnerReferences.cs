using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers;

/// <summary>An object's <c>metadata.ownerReferences</c>.</summary>
internal static class OwnerReferences
{
    /// <summary>Those of an object.</summary>
    public static IEnumerable<JsonObject> Of(JsonObject content) => content.Objects("metadata", "ownerReferences");

    /// <summary>The one owner that acts on the object; null when nobody does.</summary>
    public static JsonObject? ControllerOf(JsonObject content) => Of(content).FirstOrDefault(r => r.Flag("controller") == true);

    /// <summary>A reference to the owner that acts on the object.</summary>
    public static JsonObject Controller(ResourceKind kind, StoredObject owner) => new()
    {
        ["apiVersion"] = kind.ApiVersion,
        ["kind"] = kind.Kind,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    public static void Add(JsonObject content, JsonObject reference) =>
        content.EnsureMetadata()["ownerReferences"] = new JsonArray([.. Of(content).Append(reference).Select(r => r.DeepClone())]);

    public static void Remove(JsonObject content, string uid) =>
        content.EnsureMetadata()["ownerReferences"] = new JsonArray([.. Of(content).Where(r => r.Text("uid") != uid).Select(r => r.DeepClone())]);
}
