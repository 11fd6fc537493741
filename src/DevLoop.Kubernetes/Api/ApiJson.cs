using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Api;

/// <summary>Reads what the API says of itself, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiStatus))]
internal sealed partial class ApiJson : JsonSerializerContext;
