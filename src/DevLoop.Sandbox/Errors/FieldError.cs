using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Errors;

/// <summary>One thing wrong with one field, in the words of the Kubernetes API.</summary>
/// <param name="Reason">The cause's reason in the <c>Status</c>, e.g. <c>FieldValueRequired</c>.</param>
/// <param name="Field">The path of the field, e.g. <c>spec.containers[0].name</c>.</param>
/// <param name="Message">What is wrong, e.g. <c>Required value</c>.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value?.ToJsonString() ?? "null"}: {detail}");

    public static FieldError Duplicate(string field, JsonNode? value) =>
        new("FieldValueDuplicate", field, $"Duplicate value: {value?.ToJsonString()}");

    public static FieldError NotSupported(string field, string value, params IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    public static FieldError Forbidden(string field, string detail) =>
        new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public override string ToString() => $"{Field}: {Message}";
}
