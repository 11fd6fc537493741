namespace DevLoop.Kubernetes.Resources;

/// <summary>A port of a Service.</summary>
public sealed record ServicePort
{
    /// <summary>Its name; null when the Service has only one and gives it none.</summary>
    public string? Name { get; init; }

    /// <summary>The port of the Service.</summary>
    public int Port { get; init; }

    /// <summary>The port of the pods; null when it is the same as <see cref="Port"/>.</summary>
    public IntOrString? TargetPort { get; init; }

    /// <summary>TCP, UDP or SCTP. Default: TCP.</summary>
    public string Protocol { get; init => field = value ?? PortProtocol.Tcp; } = PortProtocol.Tcp;
}
