using System.Text.Json.Serialization;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Reads the configurations of a pod's containers by their names, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, DebugConfiguration?>))]
internal sealed partial class DebugConfigurationJson : JsonSerializerContext;
