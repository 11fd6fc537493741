namespace DevLoop.Kubernetes.Resources;

/// <summary>Some of the endpoints behind a Service.</summary>
public sealed record EndpointSlice : IResource<EndpointSlice>
{
    /// <summary>The label that names the Service of a slice.</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <inheritdoc/>
    public static ResourceKind<EndpointSlice> Kind { get; } =
        new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", ResourceJson.Default.EndpointSlice, ResourceJson.Default.ResourceListEndpointSlice);

    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new ObjectMetadata(); } = new();

    /// <summary>IPv4, IPv6 or FQDN.</summary>
    public string AddressType { get; init => field = value ?? ""; } = "";

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; init => field = Received.List(value); } = [];

    /// <summary>The ports of all of them.</summary>
    public IReadOnlyList<EndpointPort> Ports { get; init => field = Received.List(value); } = [];
}
