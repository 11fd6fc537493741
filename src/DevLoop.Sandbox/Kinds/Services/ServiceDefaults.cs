using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Kinds.Services;

/// <summary>What the API fills in where a service's specification is silent.</summary>
internal static class ServiceDefaults
{
    public const string ExternalName = "ExternalName";
    public const string Headless = "None";

    public static void Apply(JsonObject service)
    {
        if (service["spec"] is not JsonObject spec)
        {
            return;
        }

        spec.SetDefault("type", "ClusterIP");
        spec.SetDefault("sessionAffinity", "None");
        if (spec.Text("type") != ExternalName)
        {
            spec.SetDefault("internalTrafficPolicy", "Cluster");
        }

        if (HasNodePorts(spec))
        {
            spec.SetDefault("externalTrafficPolicy", "Cluster");
        }

        if (spec.Text("type") == "LoadBalancer")
        {
            spec.SetDefault("allocateLoadBalancerNodePorts", true);
        }

        foreach (var port in spec.Objects("ports"))
        {
            port.SetDefault("protocol", "TCP");
            if ((port["targetPort"] is null || port.Integer("targetPort") == 0) && port["port"] is { } number)
            {
                port["targetPort"] = number.DeepClone();
            }
        }
    }

    public static bool HasNodePorts(JsonObject spec) => spec.Text("type") is "NodePort" or "LoadBalancer";
}
