using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>Reads the kinds without reflection. A new kind is a record and one line here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ResourceList<Pod>))]
[JsonSerializable(typeof(ResourceList<Service>))]
[JsonSerializable(typeof(ResourceList<EndpointSlice>))]
internal sealed partial class ResourceJson : JsonSerializerContext;
