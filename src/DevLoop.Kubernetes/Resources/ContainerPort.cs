using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>A port that a container declares.</summary>
public sealed record ContainerPort
{
    /// <summary>What Services may call it; null when it has no name.</summary>
    public string? Name { get; init; }

    /// <summary>The number, 1 to 65535.</summary>
    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    /// <summary>TCP, UDP or SCTP. Default: TCP.</summary>
    public string Protocol { get; init => field = value ?? PortProtocol.Tcp; } = PortProtocol.Tcp;
}
