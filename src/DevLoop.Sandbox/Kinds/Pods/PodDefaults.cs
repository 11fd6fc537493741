using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Pods;

/// <summary>What the API fills in where a pod's specification is silent.</summary>
internal static class PodDefaults
{
    public const int TerminationGracePeriodSeconds = 30;

    private const int TolerateLostNodeSeconds = 300;

    public static void Apply(JsonObject pod)
    {
        if (pod["spec"] is not JsonObject spec)
        {
            return;
        }

        spec.SetDefault("serviceAccountName", spec.Text("serviceAccount") ?? "default");
        ApplySpec(spec);
        spec.SetDefault("tolerations", new JsonArray(Tolerate("not-ready"), Tolerate("unreachable")));
        spec.SetDefault("priority", 0);
        spec.SetDefault("enableServiceLinks", true);
        spec.SetDefault("preemptionPolicy", "PreemptLowerPriority");
    }

    /// <summary>Those of a specification, of a pod or of a template.</summary>
    public static void ApplySpec(JsonObject spec)
    {
        spec.SetDefault("restartPolicy", "Always");
        spec.SetDefault("terminationGracePeriodSeconds", TerminationGracePeriodSeconds);
        spec.SetDefault("dnsPolicy", "ClusterFirst");
        spec.SetDefault("securityContext", new JsonObject());
        spec.SetDefault("schedulerName", "default-scheduler");
        if ((spec.Text("serviceAccountName") ?? spec.Text("serviceAccount")) is { } account)
        {
            spec.SetDefault("serviceAccountName", account);
            spec["serviceAccount"] = spec.Text("serviceAccountName");
        }

        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")).Concat(spec.Objects("ephemeralContainers")))
        {
            Container(container);
        }
    }

    private static void Container(JsonObject container)
    {
        container.SetDefault("resources", new JsonObject());
        container.SetDefault("terminationMessagePath", "/dev/termination-log");
        container.SetDefault("terminationMessagePolicy", "File");
        container.SetDefault("imagePullPolicy", IsLatest(container.Text("image") ?? "") ? "Always" : "IfNotPresent");
        foreach (var port in container.Objects("ports"))
        {
            port.SetDefault("protocol", "TCP");
        }

        foreach (var variable in container.Objects("env"))
        {
            variable.Object("valueFrom", "fieldRef")?.SetDefault("apiVersion", "v1");
        }

        Probe(container.Object("readinessProbe"));
        Probe(container.Object("livenessProbe"));
        Probe(container.Object("startupProbe"));
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        probe.SetDefault("timeoutSeconds", 1);
        probe.SetDefault("periodSeconds", 10);
        probe.SetDefault("successThreshold", 1);
        probe.SetDefault("failureThreshold", 3);
        if (probe.Object("httpGet") is { } httpGet)
        {
            httpGet.SetDefault("path", "/");
            httpGet.SetDefault("scheme", "HTTP");
        }
    }

    // A colon before the last slash belongs to the registry's port.
    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        return !name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal);
    }

    private static JsonObject Tolerate(string taint) => new()
    {
        ["effect"] = "NoExecute",
        ["key"] = $"node.kubernetes.io/{taint}",
        ["operator"] = "Exists",
        ["tolerationSeconds"] = TolerateLostNodeSeconds,
    };
}
