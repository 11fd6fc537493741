using System.Text.Json.Serialization;

namespace DevLoop.Cli.Commands;

/// <summary>The JSON of <c>devloop config print</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<ConfigPrintedForward>))]
internal sealed partial class ConfigJson : JsonSerializerContext;
