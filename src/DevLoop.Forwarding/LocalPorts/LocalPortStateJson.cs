using System.Text.Json.Serialization;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>Reads and writes state files, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LocalPortState))]
internal sealed partial class LocalPortStateJson : JsonSerializerContext;
