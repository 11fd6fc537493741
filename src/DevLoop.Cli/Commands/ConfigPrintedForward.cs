using System.Text.Json.Nodes;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Commands;

/// <summary>A forward as <c>devloop config print -o json</c> shows it, by the names of the file's fields.</summary>
/// <param name="ResourceType">In lower case.</param>
/// <param name="ResourceName">The resource's name.</param>
/// <param name="Namespace">Absent for the current one.</param>
/// <param name="Port">A number or a name.</param>
/// <param name="Address">Absent for 127.0.0.1.</param>
/// <param name="LocalPort">Absent for the number of the port.</param>
/// <param name="Source">Where it stands: <c>file:line:column</c>.</param>
internal sealed record ConfigPrintedForward(
    string ResourceType, string ResourceName, string? Namespace, JsonNode Port, string? Address, int? LocalPort, string Source)
{
    public static ConfigPrintedForward Of(PortForwardResource resource) => new(
        ResourceTypes.NameOf(resource.Type),
        resource.Name,
        resource.Namespace,
        resource.Port.Number is { } number ? number : resource.Port.Name!,
        resource.Address?.Text,
        resource.LocalPort,
        resource.Place.ToString());
}
