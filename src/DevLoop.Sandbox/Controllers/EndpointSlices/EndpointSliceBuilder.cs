using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Services;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.EndpointSlices;

/// <summary>What the EndpointSlices of a service should hold.</summary>
internal static class EndpointSliceBuilder
{
    // As the controller of Kubernetes has it (--max-endpoints-per-slice).
    private const int MaxEndpoints = 100;

    /// <summary>
    /// Pods with an address that have not ended, in slices of the same ports: a named target port can be another number in each
    /// pod. A service without such pods has one empty slice.
    /// </summary>
    public static List<JsonObject> Build(StoredObject service, IEnumerable<JsonObject> pods, string manager)
    {
        var groups = pods
            .Where(pod => !string.IsNullOrEmpty(pod.Text("status", "podIP")) && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            .Select(pod => (Ports: Ports(service.Content, pod), Endpoint: Endpoint(service, pod)))
            .GroupBy(p => p.Ports.ToJsonString(JsonText.Plain), StringComparer.Ordinal)
            .SelectMany(g => g.Chunk(MaxEndpoints))
            .Select(chunk => Slice(service, manager, chunk[0].Ports, chunk.Select(c => c.Endpoint)))
            .ToList();
        return groups.Count > 0 ? groups : [Slice(service, manager, [], [])];
    }

    private static JsonObject Slice(StoredObject service, string manager, JsonArray ports, IEnumerable<JsonObject> endpoints)
    {
        var labels = new JsonObject
        {
            [EndpointSliceLabels.ManagedBy] = manager,
            [EndpointSliceLabels.ServiceName] = service.Name,
        };
        if (service.Content.Text("spec", "clusterIP") == ServiceDefaults.Headless)
        {
            labels[EndpointSliceLabels.Headless] = "";
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["generateName"] = $"{service.Name}-",
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Service",
                    ["name"] = service.Name,
                    ["uid"] = service.Uid,
                    ["controller"] = true,
                    ["blockOwnerDeletion"] = true,
                }),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = new JsonArray([.. endpoints]),
            ["ports"] = ports,
        };
    }

    private static JsonObject Endpoint(StoredObject service, JsonObject pod)
    {
        var terminating = pod.Metadata("deletionTimestamp") is not null;
        var ready = pod.Objects("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
        var publish = service.Content.Flag("spec", "publishNotReadyAddresses") == true;
        var endpoint = new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = publish || (ready && !terminating),
                ["serving"] = publish || ready,
                ["terminating"] = terminating,
            },
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["namespace"] = pod.Metadata("namespace"),
                ["name"] = pod.Metadata("name"),
                ["uid"] = pod.Metadata("uid"),
            },
        };
        if (pod.Text("spec", "nodeName") is { Length: > 0 } node)
        {
            endpoint["nodeName"] = node;
        }

        if (pod.Text("spec", "hostname") is { Length: > 0 } hostname && pod.Text("spec", "subdomain") == service.Name)
        {
            endpoint["hostname"] = hostname;
        }

        return endpoint;
    }

    private static JsonArray Ports(JsonObject service, JsonObject pod)
    {
        var ports = new JsonArray();
        foreach (var port in service.Objects("spec", "ports"))
        {
            if (TargetPort(port, pod) is { } number)
            {
                ports.Add((JsonNode)new JsonObject { ["name"] = port.Text("name") ?? "", ["protocol"] = port.Text("protocol") ?? "TCP", ["port"] = number });
            }
        }

        return ports;
    }

    // A name is that of a port of the pod's containers, sidecars included; null when no container has it.
    private static long? TargetPort(JsonObject port, JsonObject pod)
    {
        if (port.Text("targetPort") is not { } name)
        {
            return port.Integer("targetPort") ?? port.Integer("port");
        }

        return pod.Objects("spec", "containers")
            .Concat(pod.Objects("spec", "initContainers").Where(c => c.Text("restartPolicy") == "Always"))
            .SelectMany(c => c.Objects("ports"))
            .FirstOrDefault(p => p.Text("name") == name && p.Text("protocol") == port.Text("protocol"))
            .Integer("containerPort");
    }
}
