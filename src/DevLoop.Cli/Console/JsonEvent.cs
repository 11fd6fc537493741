using System.Text.Json.Nodes;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Console;

/// <summary>An event as <c>-o json</c> writes it: what does not apply to it is absent.</summary>
/// <param name="Event">bound, waiting, active, retrying, connectionFailed, permissionMissing or released.</param>
/// <param name="Time">When it was written, in UTC.</param>
/// <param name="Origin">user, services, pods or debug.</param>
/// <param name="ResourceType">In lower case, such as service.</param>
/// <param name="ResourceName">The resource's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Port">The resource's port: a number or a name.</param>
internal sealed record JsonEvent(
    string Event, DateTimeOffset Time, string Origin, string ResourceType, string ResourceName, string Namespace, JsonNode Port)
{
    /// <summary>The name of the port, where the entry has it by its number.</summary>
    public string? PortName { get; init; }

    /// <summary>The address that is listened on.</summary>
    public string? LocalAddress { get; init; }

    /// <summary>The local port.</summary>
    public int? LocalPort { get; init; }

    /// <summary>The pod that connections go to.</summary>
    public string? PodName { get; init; }

    /// <summary>The container that was found to have the port.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The port in the pod.</summary>
    public int? ContainerPort { get; init; }

    /// <summary>The reason, in words for a person.</summary>
    public string? Why { get; init; }

    /// <summary>The server's own words for the reason.</summary>
    public string? Detail { get; init; }

    /// <summary>The attempt that failed, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Seconds until the next attempt.</summary>
    public double? DelaySeconds { get; init; }

    public static JsonEvent Of(string name, PortForwardEntry entry, DateTimeOffset time) => new(
        name,
        time,
        entry.Origin switch
        {
            EntryOrigin.User => "user",
            EntryOrigin.Services => "services",
            EntryOrigin.Pods => "pods",
            EntryOrigin.Debug => "debug",
            _ => throw new InvalidOperationException($"{entry.Origin} has no name in events."),
        },
        ResourceTypes.NameOf(entry.Resource.Type),
        entry.Resource.Name,
        entry.Namespace,
        entry.Port.Number is { } number ? number : entry.Port.Name!)
    {
        PortName = entry.PortName,
        ContainerName = entry.Container,
    };
}
