using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Services;
using DevLoop.Sandbox.Selectors;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.EndpointSlices;

/// <summary>Keeps, for every service with a selector, the EndpointSlices that name the pods behind it.</summary>
internal sealed class EndpointSliceController : Controller
{
    private const string ManagerName = "endpointslice-controller.k8s.io";

    public EndpointSliceController(ControllerContext context)
        : base(context, ManagerName) => Sources =
        [
            new(GroupResource.Services, s => [new ObjectKey(s.Namespace, s.Name)]),
            new(GroupResource.EndpointSlices, s => s.Content.Text("metadata", "labels", EndpointSliceLabels.ServiceName) is { } name ? [new ObjectKey(s.Namespace, name)] : []),

            // A pod whose labels changed concerns the services of before and after; the controller asks for both.
            new(GroupResource.Pods, pod => Client.List(GroupResource.Services, pod.Namespace)
                .Where(service => Selects(service.Content, pod.Content)).Select(s => new ObjectKey(s.Namespace, s.Name))),
        ];

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        var existing = Client.List(GroupResource.EndpointSlices, key.Namespace)
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
                Client.Create(GroupResource.EndpointSlices, key.Namespace, slice);
                continue;
            }

            existing.Remove(same);
            Client.Update(same, content => Update(content, slice));
        }

        foreach (var left in existing)
        {
            Client.Delete(left);
        }
    }

    private List<JsonObject> Wanted(ObjectKey key)
    {
        var service = Client.Find(GroupResource.Services, key);
        if (service is null || service.Content.Metadata("deletionTimestamp") is not null
            || service.Content.Text("spec", "type") == ServiceDefaults.ExternalName || !service.Content.TextMap("spec", "selector").Any())
        {
            return [];
        }

        var pods = Client.List(GroupResource.Pods, key.Namespace).Where(pod => Selects(service.Content, pod.Content));
        return EndpointSliceBuilder.Build(service, pods.Select(p => p.Content), ManagerName);
    }

    private static bool Selects(JsonObject service, JsonObject pod)
    {
        var selector = service.TextMap("spec", "selector").ToList();
        return selector.Count > 0
            && JsonSelectors.OfMap(selector).Matches(pod);
    }

    private static JsonNode Ports(JsonObject slice) => slice["ports"] ?? new JsonArray();

    private static void Update(JsonObject content, JsonObject wanted)
    {
        content["endpoints"] = wanted["endpoints"]?.DeepClone();
        content.Ensure("metadata")["labels"] = wanted.At("metadata", "labels")?.DeepClone();
    }
}
