using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Pods;

/// <summary>What a pod must keep to, and what of it may change once it exists.</summary>
internal static class PodValidation
{
    private const string MayChange =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static IEnumerable<FieldError> Validate(JsonObject pod)
    {
        if (pod.Object("spec") is not { } spec)
        {
            return [FieldError.Required("spec.containers")];
        }

        var errors = new List<FieldError>();
        if (!spec.Objects("containers").Any())
        {
            errors.Add(FieldError.Required("spec.containers"));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
            {
                errors.AddRange(Container(container, $"spec.{list}[{index++}]", names));
            }
        }

        if (spec.Text("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
        {
            errors.Add(FieldError.NotSupported("spec.restartPolicy", policy, "Always", "OnFailure", "Never"));
        }

        if (spec.Text("dnsPolicy") is { } dns and not ("ClusterFirst" or "ClusterFirstWithHostNet" or "Default" or "None"))
        {
            errors.Add(FieldError.NotSupported("spec.dnsPolicy", dns, "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"));
        }

        if (spec.Integer("terminationGracePeriodSeconds") is < 0 and var grace)
        {
            errors.Add(FieldError.Invalid("spec.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0"));
        }

        errors.AddRange(Volumes(spec));
        return errors;
    }

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject pod, JsonObject old)
    {
        if (!JsonNode.DeepEquals(Fixed(pod), Fixed(old)))
        {
            yield return FieldError.Forbidden("spec", MayChange);
        }

        var tolerations = pod.Objects("spec", "tolerations").ToList();
        if (!old.Objects("spec", "tolerations").All(t => tolerations.Exists(n => JsonNode.DeepEquals(n, t))))
        {
            yield return FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
        }
    }

    private static IEnumerable<FieldError> Container(JsonObject container, string field, HashSet<string> names)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0)
        {
            yield return FieldError.Required($"{field}.name");
        }
        else if (NameRules.Label(name) is { } wrong)
        {
            yield return FieldError.Invalid($"{field}.name", name, wrong);
        }
        else if (!names.Add(name))
        {
            yield return FieldError.Duplicate($"{field}.name", name);
        }

        var image = container.Text("image") ?? "";
        if (image.Length == 0)
        {
            yield return FieldError.Required($"{field}.image");
        }
        else if (image.Trim() != image)
        {
            yield return FieldError.Invalid($"{field}.image", image, "must not have leading or trailing whitespace");
        }

        if (container.Text("imagePullPolicy") is { } pull and not ("Always" or "IfNotPresent" or "Never"))
        {
            yield return FieldError.NotSupported($"{field}.imagePullPolicy", pull, "Always", "IfNotPresent", "Never");
        }

        foreach (var error in Ports(container, field).Concat(Environment(container, field)))
        {
            yield return error;
        }

        foreach (var probe in (string[])["readinessProbe", "livenessProbe", "startupProbe"])
        {
            foreach (var error in Probe(container.Object(probe), $"{field}.{probe}"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Ports(JsonObject container, string field)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in container.Objects("ports"))
        {
            var at = $"{field}.ports[{index++}]";
            foreach (var error in PortRules.Number(port["containerPort"], $"{at}.containerPort").Concat(PortRules.Protocol(port["protocol"], $"{at}.protocol")))
            {
                yield return error;
            }

            if (port.Text("name") is not { Length: > 0 } name)
            {
                continue;
            }

            if (NameRules.Port(name) is { } wrong)
            {
                yield return FieldError.Invalid($"{at}.name", name, wrong);
            }
            else if (!names.Add(name))
            {
                yield return FieldError.Duplicate($"{at}.name", name);
            }
        }
    }

    private static IEnumerable<FieldError> Environment(JsonObject container, string field) =>
        container.Objects("env")
            .Select((variable, index) => (Name: variable.Text("name") ?? "", Field: $"{field}.env[{index}].name"))
            .Where(v => v.Name.Length == 0)
            .Select(v => FieldError.Required(v.Field));

    private static IEnumerable<FieldError> Probe(JsonObject? probe, string field)
    {
        if (probe is null)
        {
            yield break;
        }

        var handlers = (string[])["exec", "httpGet", "tcpSocket", "grpc"];
        var given = handlers.Where(h => probe[h] is not null).ToList();
        if (given.Count == 0)
        {
            yield return FieldError.Required(field, "must specify a handler type");
        }

        foreach (var handler in given.Skip(1))
        {
            yield return FieldError.Forbidden($"{field}.{handler}", "may not specify more than 1 handler type");
        }

        foreach (var handler in given.Where(h => h is "httpGet" or "tcpSocket"))
        {
            foreach (var error in PortRules.NumberOrName(probe.At(handler, "port"), $"{field}.{handler}.port"))
            {
                yield return error;
            }
        }

        foreach (var number in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            if (probe.Integer(number) is < 0 and var value)
            {
                yield return FieldError.Invalid($"{field}.{number}", value, "must be greater than or equal to 0");
            }
        }
    }

    private static IEnumerable<FieldError> Volumes(JsonObject spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Objects("volumes"))
        {
            var field = $"spec.volumes[{index++}].name";
            var name = volume.Text("name") ?? "";
            if (name.Length == 0)
            {
                yield return FieldError.Required(field);
            }
            else if (!names.Add(name))
            {
                yield return FieldError.Duplicate(field, name);
            }
        }
    }

    // The specification without the parts that may change.
    private static JsonObject? Fixed(JsonObject pod)
    {
        if (pod["spec"]?.DeepClone() is not JsonObject spec)
        {
            return null;
        }

        spec.Remove("activeDeadlineSeconds");
        spec.Remove("tolerations");
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            container.Remove("image");
        }

        return spec;
    }
}
