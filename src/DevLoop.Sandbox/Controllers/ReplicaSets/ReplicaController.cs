using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet or, with the other kind, a ReplicationController asks for.</summary>
internal sealed class ReplicaController : Controller
{
    // As many as Kubernetes makes or deletes at a time; the rest follows with the next look.
    private const int MaxBurst = 500;

    private readonly GroupResource _resource;
    private readonly OwnedObjects _pods;

    public ReplicaController(ControllerContext context, GroupResource resource)
        : base(context, $"{resource.Resource[..^1]}-controller")
    {
        _resource = resource;
        _pods = new OwnedObjects(Client, resource, GroupResource.Pods);
        Sources = [new(resource, o => [new ObjectKey(o.Namespace, o.Name)]), _pods.Source];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(_resource, key) is not { } owner)
        {
            return;
        }

        var pods = _pods.Claim(owner);
        if (!owner.IsTerminating())
        {
            Scale(owner, [.. pods.Where(p => p.IsActive())]);
        }

        // What was made or deleted just now is a change, and the next look counts it.
        var now = Client.Now;
        Client.SetStatus(owner, ReplicaStatus.Build(owner.Content, pods, now));
        var minReady = owner.Content.Integer("spec", "minReadySeconds") ?? 0;
        foreach (var pod in pods.Where(p => p.IsReady() && !p.IsAvailable(minReady, now)))
        {
            LookAgain(key, pod.AvailableAt(minReady)!.Value);
        }
    }

    private void Scale(StoredObject owner, List<StoredObject> active)
    {
        var wanted = owner.Content.Integer("spec", "replicas") ?? 1;
        var missing = (int)Math.Clamp(wanted - active.Count, -MaxBurst, MaxBurst);
        for (var i = 0; i < missing; i++)
        {
            var reference = OwnerReferences.Controller(Client.KindOf(_resource), owner);
            Client.Create(GroupResource.Pods, owner.Namespace, PodFactory.Build(owner.Content.Object("spec", "template"), $"{owner.Name}-", reference));
        }

        foreach (var pod in ScaleDownOrder.Sort(active).Take(-missing))
        {
            Client.Delete(pod);
        }
    }
}
