using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds;

/// <summary>What every object's <c>metadata</c> must keep to.</summary>
internal static class MetadataRules
{
    // Kubernetes allows 256 KiB of annotations in one object.
    private const int MaxAnnotations = 256 * 1024;

    public static IEnumerable<FieldError> Validate(ResourceKind kind, JsonObject content)
    {
        var name = content.Text("metadata", "name") ?? "";
        var prefix = content.Text("metadata", "generateName") ?? "";
        if (name.Length == 0 && prefix.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else if (name.Length > 0 && kind.NameError(name) is { } wrong)
        {
            yield return FieldError.Invalid("metadata.name", name, wrong);
        }
        else if (name.Length == 0 && kind.NameError(prefix + "x") is { } wrongPrefix)
        {
            yield return FieldError.Invalid("metadata.generateName", prefix, wrongPrefix);
        }

        foreach (var error in Labels(content, "metadata", "labels"))
        {
            yield return error;
        }

        var size = 0;
        foreach (var (key, value) in content.TextMap("metadata", "annotations"))
        {
            size += key.Length + value.Length;
            if (NameRules.QualifiedName(key.ToLowerInvariant()) is { } wrongKey)
            {
                yield return FieldError.Invalid("metadata.annotations", key, wrongKey);
            }
        }

        if (size > MaxAnnotations)
        {
            yield return new FieldError("FieldValueTooLong", "metadata.annotations", $"Too long: may not be more than {MaxAnnotations} bytes");
        }
    }

    /// <summary>The labels at a path.</summary>
    public static IEnumerable<FieldError> Labels(JsonObject content, params string[] path)
    {
        var field = string.Join('.', path);
        foreach (var (key, value) in content.TextMap(path))
        {
            if (NameRules.QualifiedName(key) is { } wrongKey)
            {
                yield return FieldError.Invalid(field, key, wrongKey);
            }

            if (NameRules.LabelValue(value) is { } wrongValue)
            {
                yield return FieldError.Invalid(field, value, wrongValue);
            }
        }
    }
}
