using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Patching;

/// <summary>JSON patch, RFC 6902. A missing object on the way of an <c>add</c> is an error, as the RFC has it.</summary>
internal static class JsonPatch
{
    // As many as the API server of Kubernetes takes.
    private const int MaxOperations = 10_000;

    /// <summary>Changes <paramref name="content"/> in place and returns the result.</summary>
    /// <exception cref="ApiException">400: the patch is not one; 422: it cannot be carried out, or a test in it fails.</exception>
    public static JsonObject Apply(JsonObject content, JsonArray patch)
    {
        if (patch.Count > MaxOperations)
        {
            throw new ApiException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {patch.Count}");
        }

        JsonNode root = content;
        foreach (var operation in patch)
        {
            root = Apply(root, operation as JsonObject ?? throw ApiException.BadRequest("each operation of a JSON patch must be an object"));
        }

        return root as JsonObject ?? throw Failed("the patch must leave an object");
    }

    private static JsonNode Apply(JsonNode root, JsonObject operation)
    {
        var path = JsonPointer.Parse(operation.Text("path") ?? throw ApiException.BadRequest("an operation of a JSON patch has no path"));
        var name = operation.Text("op");
        switch (name)
        {
            case "add":
                return path.Add(root, Value(operation));
            case "replace":
                return path.Replace(root, Value(operation));
            case "remove":
                path.Remove(root);
                return root;
            case "test":
                Test(root, path, operation);
                return root;
            case "copy":
                return path.Add(root, From(operation).Get(root)?.DeepClone());
            case "move":
                var moved = From(operation).Get(root)?.DeepClone();
                From(operation).Remove(root);
                return path.Add(root, moved);
            default:
                throw ApiException.BadRequest($"Unexpected kind of operation in a JSON patch: \"{name}\"");
        }
    }

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value)
            ? value?.DeepClone()
            : throw ApiException.BadRequest($"the operation \"{operation.Text("op")}\" of a JSON patch needs a value");

    private static JsonPointer From(JsonObject operation) =>
        JsonPointer.Parse(operation.Text("from") ?? throw ApiException.BadRequest($"the operation \"{operation.Text("op")}\" of a JSON patch needs from"));

    private static void Test(JsonNode root, JsonPointer path, JsonObject operation)
    {
        if (!JsonNode.DeepEquals(path.Find(root), operation["value"]))
        {
            throw Failed($"testing value {path} failed");
        }
    }

    private static ApiException Failed(string message) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}", new StatusDetails());
}
