using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.Services;
using DevLoop.Sandbox.Registry;
using DevLoop.Sandbox.Storage;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Controllers;

/// <summary>Keeps, for every service with a selector, the EndpointSlices that name the pods behind it.</summary>
internal sealed class EndpointSliceController(ObjectStore store, KindCatalog kinds, TimeProvider clock, ILogger logger)
    : Controller(store, clock, logger)
{
    private const string ManagerName = "endpointslice-controller.k8s.io";

    private readonly ObjectRegistry _registry = new(store, clock);
    private readonly ResourceKind _kind = kinds.ByObject("discovery.k8s.io/v1", "EndpointSlice")!;

    protected override IReadOnlyList<ControllerSource> Sources { get; } =
    [
        new(GroupResource.Services, s => [new ObjectKey(s.Namespace, s.Name)]),
        new(GroupResource.EndpointSlices, s => s.Content.Text("metadata", "labels", EndpointSliceLabels.ServiceName) is { } name ? [new ObjectKey(s.Namespace, name)] : []),

        // A pod whose labels changed concerns the services of before and after; the controller asks for both.
        new(GroupResource.Pods, pod => store.List(GroupResource.Services, pod.Namespace).Items
            .Where(service => Selects(service.Content, pod.Content)).Select(s => new ObjectKey(s.Namespace, s.Name))),
    ];

    protected override void Reconcile(ObjectKey key)
    {
        var existing = Store.List(GroupResource.EndpointSlices, key.Namespace).Items
            .Where(s => s.Content.Text("metadata", "labels", EndpointSliceLabels.ServiceName) == key.Name
                && s.Content.Text("metadata", "labels", EndpointSliceLabels.ManagedBy) == ManagerName)
            .ToList();
        var wanted = Wanted(key);
        foreach (var slice in wanted)
        {
            // A slice of the same ports is the same slice, so that clients see endpoints come and go and not slices.
            var same = existing.FirstOrDefault(e => JsonNode.DeepEquals(Ports(e.Content), Ports(slice)));
            if (same is null)
            {
                _registry.Create(_kind, key.Namespace, slice, Options());
                continue;
            }

            existing.Remove(same);
            _registry.Update(_kind, key.Namespace, same.Name, content => Update(content, slice), Options());
        }

        foreach (var left in existing)
        {
            Store.Delete(GroupResource.EndpointSlices, left.Namespace, left.Name, left.Uid);
        }
    }

    private static WriteOptions Options() => new() { FieldManager = ManagerName };

    private List<JsonObject> Wanted(ObjectKey key)
    {
        var service = Store.Find(GroupResource.Services, key.Namespace, key.Name);
        if (service is null || service.Content.Metadata("deletionTimestamp") is not null
            || service.Content.Text("spec", "type") == ServiceDefaults.ExternalName || !service.Content.TextMap("spec", "selector").Any())
        {
            return [];
        }

        var pods = Store.List(GroupResource.Pods, key.Namespace).Items.Where(pod => Selects(service.Content, pod.Content));
        return EndpointSliceBuilder.Build(service, pods.Select(p => p.Content), ManagerName);
    }

    private static bool Selects(JsonObject service, JsonObject pod)
    {
        var selector = new LabelSelector { MatchLabels = service.TextMap("spec", "selector").ToDictionary(StringComparer.Ordinal) };
        return !selector.IsEmpty
            && selector.Matches(pod.TextMap("metadata", "labels").ToDictionary(StringComparer.Ordinal));
    }

    private static JsonNode Ports(JsonObject slice) => slice["ports"] ?? new JsonArray();

    private static JsonObject Update(JsonObject content, JsonObject wanted)
    {
        content["endpoints"] = wanted["endpoints"]?.DeepClone();
        content.Ensure("metadata")["labels"] = wanted.At("metadata", "labels")?.DeepClone();
        return content;
    }
}
