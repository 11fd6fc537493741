using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Services;

/// <summary>What a service must keep to.</summary>
internal static class ServiceValidation
{
    public static IEnumerable<FieldError> Validate(JsonObject service)
    {
        if (service.Object("spec") is not { } spec)
        {
            return [FieldError.Required("spec.ports")];
        }

        var errors = new List<FieldError>();
        var type = spec.Text("type") ?? "";
        if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or ServiceDefaults.ExternalName))
        {
            errors.Add(FieldError.NotSupported("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        }

        if (type == ServiceDefaults.ExternalName && string.IsNullOrEmpty(spec.Text("externalName")))
        {
            errors.Add(FieldError.Required("spec.externalName"));
        }

        if (spec.Text("clusterIP") is { Length: > 0 } address and not ServiceDefaults.Headless && !IPAddress.TryParse(address, out _))
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
        }

        if (spec.Text("sessionAffinity") is { } affinity and not ("None" or "ClientIP"))
        {
            errors.Add(FieldError.NotSupported("spec.sessionAffinity", affinity, "ClientIP", "None"));
        }

        errors.AddRange(MetadataRules.Labels(service, "spec", "selector"));
        errors.AddRange(Ports(spec, type));
        return errors;
    }

    private static IEnumerable<FieldError> Ports(JsonObject spec, string type)
    {
        var ports = spec.Objects("ports").ToList();
        if (ports.Count == 0 && type != ServiceDefaults.ExternalName && spec.Text("clusterIP") != ServiceDefaults.Headless)
        {
            yield return FieldError.Required("spec.ports");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var field = $"spec.ports[{i}]";
            foreach (var error in Name(ports[i].Text("name") ?? "", $"{field}.name", names, required: ports.Count > 1)
                .Concat(PortRules.Number(ports[i]["port"], $"{field}.port"))
                .Concat(PortRules.Protocol(ports[i]["protocol"], $"{field}.protocol"))
                .Concat(ports[i]["targetPort"] is { } target ? PortRules.NumberOrName(target, $"{field}.targetPort") : []))
            {
                yield return error;
            }

            if (!numbers.Add($"{ports[i]["port"]}/{ports[i].Text("protocol")}"))
            {
                yield return FieldError.Duplicate(field, new JsonObject { ["port"] = ports[i]["port"]?.DeepClone(), ["protocol"] = ports[i].Text("protocol") });
            }
        }
    }

    private static IEnumerable<FieldError> Name(string name, string field, HashSet<string> names, bool required)
    {
        if (name.Length == 0)
        {
            if (required)
            {
                yield return FieldError.Required(field);
            }
        }
        else if (NameRules.Label(name) is { } wrong)
        {
            yield return FieldError.Invalid(field, name, wrong);
        }
        else if (!names.Add(name))
        {
            yield return FieldError.Duplicate(field, name);
        }
    }
}
