using System.Text;
using System.Text.Json;
using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;

namespace DevLoop.Cli.Commands;

/// <summary>Forwards as a <c>portForward</c> section, each with its place in a comment.</summary>
internal static class ConfigYaml
{
    public static string Of(IReadOnlyList<PortForwardResource> resources)
    {
        if (resources.Count == 0)
        {
            return "portForward: []";
        }

        var yaml = new StringBuilder("portForward:");
        foreach (var resource in resources)
        {
            yaml.Append($"\n# {PlainText.Of(resource.Place.ToString())}");
            yaml.Append($"\n- resourceType: {ResourceTypes.NameOf(resource.Type)}");
            yaml.Append($"\n  resourceName: {Text(resource.Name)}");
            Append(yaml, "namespace", resource.Namespace is { } ns ? Text(ns) : null);
            Append(yaml, "port", resource.Port.Number is { } number ? $"{number}" : Text(resource.Port.Name!));
            Append(yaml, "address", resource.Address is { } address ? Text(address.Text) : null);
            Append(yaml, "localPort", resource.LocalPort is { } local ? $"{local}" : null);
        }

        return yaml.ToString();
    }

    private static void Append(StringBuilder yaml, string name, string? value)
    {
        if (value is not null)
        {
            yaml.Append($"\n  {name}: {value}");
        }
    }

    /// <summary>A string of JSON is one of YAML too; the quotes keep YAML from reading <c>1</c> or <c>no</c> as something else.</summary>
    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
