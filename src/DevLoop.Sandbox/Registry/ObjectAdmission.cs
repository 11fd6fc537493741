using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Schemas;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Registry;

/// <summary>What an object goes through before it is stored: decoding, defaults, the server's own fields, validation.</summary>
internal static class ObjectAdmission
{
    private static readonly string[] SetByServer =
    [
        "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation",
    ];

    private static readonly string[] KeptOnUpdate = ["generation", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName"];

    /// <summary>Makes <paramref name="content"/>, in place, what a new object starts as.</summary>
    /// <exception cref="ApiException">The object is refused.</exception>
    public static void New(ResourceKind kind, string @namespace, JsonObject content, WriteOptions options)
    {
        Decode(kind, content, options);
        var metadata = content.EnsureMetadata();
        foreach (var field in SetByServer)
        {
            metadata.Remove(field);
        }

        // Known before the object is stored, since labels and selectors of some kinds hold it.
        metadata["uid"] = Guid.NewGuid().ToString();
        SetNamespace(kind, @namespace, metadata);
        kind.Default(content);
        kind.PrepareForCreate(content);
        if (kind.HasGeneration)
        {
            metadata["generation"] = 1;
        }

        Refuse(kind, content, [.. MetadataRules.Validate(kind, content), .. kind.Validate(content)]);
    }

    /// <summary>Makes <paramref name="content"/>, in place, what replaces <paramref name="old"/>.</summary>
    /// <exception cref="ApiException">The change is refused.</exception>
    public static void Change(ResourceKind kind, StoredObject old, JsonObject content, WriteOptions options)
    {
        Decode(kind, content, options);
        var metadata = content.EnsureMetadata();
        var name = content.Text("metadata", "name") ?? old.Name;
        if (name != old.Name)
        {
            throw ApiException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({old.Name})");
        }

        SetNamespace(kind, old.Namespace, metadata);
        if (content.Text("metadata", "uid") is { Length: > 0 } uid && uid != old.Uid)
        {
            throw ApiException.From(StoreException.Conflict(
                kind.Resource, old.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}"));
        }

        metadata["name"] = old.Name;
        Keep(old.Content.Object("metadata"), metadata, KeptOnUpdate);
        KeepTheOtherHalf(kind, old.Content, content, options.Subresource);
        kind.Default(content);
        kind.PrepareForUpdate(content, old.Content);
        CountGeneration(kind, old.Content, content);
        Refuse(kind, content, [.. MetadataRules.Validate(kind, content), .. kind.Validate(content), .. kind.ValidateUpdate(content, old.Content)]);
    }

    /// <summary>Leaves out the fields that the kind does not have, as the request's validation says.</summary>
    /// <exception cref="ApiException">A value is of the wrong type, or a field unknown and the validation strict.</exception>
    public static void Decode(ResourceKind kind, JsonObject content, WriteOptions options)
    {
        IReadOnlyList<string> unknown;
        try
        {
            unknown = ObjectDecoder.Decode(kind.Schema, content);
        }
        catch (DecodeException e)
        {
            throw ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {e.Message}");
        }

        if (unknown.Count > 0 && options.FieldValidation == FieldValidation.Strict)
        {
            var fields = string.Join(", ", unknown.Select(field => $"unknown field \"{field}\""));
            throw ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: {fields}");
        }

        foreach (var field in unknown.Where(_ => options.FieldValidation == FieldValidation.Warn))
        {
            options.Warn($"unknown field \"{field}\"");
        }

        content["apiVersion"] = kind.ApiVersion;
        content["kind"] = kind.Kind;
    }

    /// <exception cref="ApiException">The object names another namespace than the request.</exception>
    public static void SetNamespace(ResourceKind kind, string @namespace, JsonObject metadata)
    {
        var given = metadata.Text("namespace") ?? "";
        if (!kind.IsNamespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        if (given.Length > 0 && given != @namespace)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata["namespace"] = @namespace;
    }

    private static void Refuse(ResourceKind kind, JsonObject content, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiException.Invalid(kind.Group, kind.Kind, content.Metadata("name") ?? content.Metadata("generateName") ?? "", errors);
        }
    }

    // The status changes through its subresource and nothing else does; the rest never changes through it.
    private static void KeepTheOtherHalf(ResourceKind kind, JsonObject old, JsonObject content, string subresource)
    {
        if (!kind.HasStatus)
        {
            return;
        }

        if (subresource == "status")
        {
            foreach (var (field, _) in content.Where(p => p.Key is not ("status" or "metadata")).ToList())
            {
                content.Remove(field);
            }

            foreach (var (field, value) in old.Where(p => p.Key is not ("status" or "metadata")))
            {
                content[field] = value?.DeepClone();
            }
        }
        else
        {
            Keep(old, content, ["status"]);
        }
    }

    private static void CountGeneration(ResourceKind kind, JsonObject old, JsonObject content)
    {
        static JsonObject Wanted(JsonObject whole)
        {
            var copy = whole.DeepClone().AsObject();
            copy.Remove("metadata");
            copy.Remove("status");
            return copy;
        }

        if (kind.HasGeneration && !JsonNode.DeepEquals(Wanted(old), Wanted(content)))
        {
            content.EnsureMetadata()["generation"] = (old.Integer("metadata", "generation") ?? 0) + 1;
        }
    }

    private static void Keep(JsonObject? from, JsonObject to, string[] fields)
    {
        foreach (var field in fields)
        {
            to.Remove(field);
            if (from?[field] is { } value)
            {
                to[field] = value.DeepClone();
            }
        }
    }
}
