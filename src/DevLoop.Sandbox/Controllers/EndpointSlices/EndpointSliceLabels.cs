namespace DevLoop.Sandbox.Controllers.EndpointSlices;

internal static class EndpointSliceLabels
{
    /// <summary>The service that a slice belongs to.</summary>
    public const string ServiceName = "kubernetes.io/service-name";

    /// <summary>Who keeps the slice; others leave it alone.</summary>
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";

    /// <summary>On the slices of a service without an address of its own.</summary>
    public const string Headless = "service.kubernetes.io/headless";
}
