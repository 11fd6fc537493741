namespace DevLoop.Kubernetes.Resources;

/// <summary>The protocols of ports, as Kubernetes writes them.</summary>
public static class PortProtocol
{
    /// <summary>The default, and the only one that can be forwarded.</summary>
    public const string Tcp = "TCP";
}
