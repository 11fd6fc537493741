using System.Text.Json.Serialization;

namespace DevLoop.Cli.Console;

/// <summary>Writes events without reflection, one line each.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonEvent))]
internal sealed partial class JsonEvents : JsonSerializerContext;
