namespace DevLoop.Kubernetes.Resources;

/// <summary>A port of the endpoints of a slice.</summary>
public sealed record EndpointPort
{
    /// <summary>The name of the Service's port; empty when that has none.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The number; null means any.</summary>
    public int? Port { get; init; }

    /// <summary>TCP, UDP or SCTP. Default: TCP.</summary>
    public string Protocol { get; init => field = value ?? PortProtocol.Tcp; } = PortProtocol.Tcp;
}
