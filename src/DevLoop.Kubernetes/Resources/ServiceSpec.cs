using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>What a Service stands for.</summary>
public sealed record ServiceSpec
{
    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName. Default: ClusterIP.</summary>
    public string Type { get; init => field = value ?? "ClusterIP"; } = "ClusterIP";

    /// <summary>The labels of its pods; empty when somebody else writes its EndpointSlices.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init => field = Received.Map(value); } = Received.EmptyMap;

    /// <summary>The ports.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init => field = Received.List(value); } = [];

    /// <summary>Its address in the cluster; <c>None</c> for a headless Service.</summary>
    [JsonPropertyName("clusterIP")]
    public string? ClusterIP { get; init; }

    /// <summary>The DNS name that an ExternalName Service stands for.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Whether it has no address of its own.</summary>
    public bool IsHeadless => ClusterIP == "None";
}
