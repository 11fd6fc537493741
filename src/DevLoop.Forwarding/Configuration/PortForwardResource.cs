using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Configuration;

/// <summary>An item of a <c>portForward</c> section, by the names of its fields, with profiles and templates applied.</summary>
/// <param name="Type">The type of resource.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Namespace">Its namespace; null for the current one.</param>
/// <param name="Port">The port of the resource, 1 to 65535, or its name.</param>
/// <param name="Address">Where to listen; null for 127.0.0.1.</param>
/// <param name="LocalPort">The local port, 1 to 65535; null for the port's own number.</param>
/// <param name="Place">Where the item stands.</param>
public sealed record PortForwardResource(
    ResourceType Type, string Name, string? Namespace, IntOrString Port, ListenAddress? Address, int? LocalPort, SourcePlace Place)
{
    /// <summary>Whether the other one asks for the same, wherever it stands.</summary>
    public bool IsSameAs(PortForwardResource other) => this with { Place = other.Place } == other;

    /// <inheritdoc/>
    public override string ToString() => $"{ResourceTypes.NameOf(Type)}/{Name}:{Port}";
}
