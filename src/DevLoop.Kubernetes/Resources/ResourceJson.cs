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
[JsonSerializable(typeof(ResourceList<Deployment>))]
[JsonSerializable(typeof(ResourceList<ReplicaSet>))]
[JsonSerializable(typeof(ResourceList<StatefulSet>))]
[JsonSerializable(typeof(ResourceList<DaemonSet>))]
[JsonSerializable(typeof(ResourceList<ReplicationController>))]
[JsonSerializable(typeof(ResourceList<Job>))]
[JsonSerializable(typeof(ResourceList<CronJob>))]
[JsonSerializable(typeof(IReadOnlyList<LabelRequirement>))]
internal sealed partial class ResourceJson : JsonSerializerContext;
