using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>Makes a container's environment from its spec and the pod around it.</summary>
internal static partial class ContainerEnvironment
{
    /// <summary>False, with a sentence, when a variable's value cannot be had.</summary>
    public static bool TryBuild(
        ContainerSpec container,
        PodSpec pod,
        IPAddress podAddress,
        out Dictionary<string, string> environment,
        [NotNullWhen(false)] out string? error)
    {
        environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOSTNAME"] = pod.Name };
        foreach (var variable in container.Environment)
        {
            if (variable.OtherSource is { } source)
            {
                error = $"env {variable.Name}: the sandbox has no values from {source}; write the value into the manifest";
                return false;
            }

            var value = variable.FieldPath is { } path ? Field(pod.Source, path, podAddress) : variable.Value;
            if (value is null)
            {
                error = $"env {variable.Name}: the pod has no field {variable.FieldPath} to take the value from";
                return false;
            }

            environment[variable.Name] = value;
        }

        error = null;
        return true;
    }

    private static string? Field(JsonObject pod, string path, IPAddress podAddress) => path switch
    {
        "metadata.name" or "metadata.namespace" or "metadata.uid" => pod.Object("metadata").Text(path["metadata.".Length..]),
        "spec.nodeName" or "spec.serviceAccountName" => pod.Object("spec").Text(path["spec.".Length..]),
        "status.podIP" or "status.podIPs" => podAddress.ToString(),
        "status.hostIP" or "status.hostIPs" => IPAddress.Loopback.ToString(),
        _ when KeyedField().Match(path) is { Success: true } match =>
            pod.Object("metadata").Object(match.Groups["map"].Value).Text(match.Groups["key"].Value) ?? "",
        _ => null,
    };

    [GeneratedRegex(@"^metadata\.(?<map>labels|annotations)\['(?<key>[^']+)'\]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyedField();
}
