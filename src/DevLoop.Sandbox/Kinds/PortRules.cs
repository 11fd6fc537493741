using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds;

/// <summary>What ports, their names and their protocols must keep to, in any kind.</summary>
internal static class PortRules
{
    private const int MaxPort = 65535;

    public static IEnumerable<FieldError> Number(JsonNode? port, string field)
    {
        if (port is null)
        {
            yield return FieldError.Required(field);
        }
        else if (port.Integer() is not (>= 1 and <= MaxPort))
        {
            yield return FieldError.Invalid(field, port, $"must be between 1 and {MaxPort}, inclusive");
        }
    }

    /// <summary>A port by number or by the name of a container port.</summary>
    public static IEnumerable<FieldError> NumberOrName(JsonNode? port, string field)
    {
        if (port.Text() is not { } name)
        {
            return Number(port, field);
        }

        return NameRules.Port(name) is { } wrong ? [FieldError.Invalid(field, name, wrong)] : [];
    }

    public static IEnumerable<FieldError> Protocol(JsonNode? protocol, string field)
    {
        if (protocol.Text() is { } text and not ("TCP" or "UDP" or "SCTP"))
        {
            yield return FieldError.NotSupported(field, text, "SCTP", "TCP", "UDP");
        }
    }
}
