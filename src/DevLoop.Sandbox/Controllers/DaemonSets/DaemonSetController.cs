using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.DaemonSets;

/// <summary>Keeps one pod of each DaemonSet on each node that its template asks for, and brings them to a new template.</summary>
internal sealed class DaemonSetController : Controller
{
    private readonly OwnedObjects _pods;
    private readonly RevisionHistory _history;

    public DaemonSetController(ControllerContext context)
        : base(context, "daemonset-controller")
    {
        _pods = new OwnedObjects(Client, GroupResource.DaemonSets, GroupResource.Pods);
        _history = new RevisionHistory(Client, GroupResource.DaemonSets);
        Sources =
        [
            new(GroupResource.DaemonSets, s => [new ObjectKey(s.Namespace, s.Name)]),
            new(GroupResource.Nodes, _ => Client.List(GroupResource.DaemonSets, null).Select(s => new ObjectKey(s.Namespace, s.Name))),
            _pods.Source,
        ];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(GroupResource.DaemonSets, key) is not { } set || set.IsTerminating())
        {
            return;
        }

        var revision = _history.Present(set);
        var pods = _pods.Claim(set);
        var nodes = Nodes(set);
        var now = Client.Now;
        Place(set, nodes, pods, revision);
        if (set.Content.Text("spec", "updateStrategy", "type") == UpdateStrategies.RollingUpdate)
        {
            Update(set, nodes, pods, revision);
        }

        // What was made or deleted just now is a change, and the next look counts it.
        Client.SetStatus(set, DaemonSetStatus.Build(set.Content, nodes, pods, revision.Hash, now));
        _history.RemoveOld(set, [revision.Name, .. pods.Select(p => $"{set.Name}-{DaemonPod.HashOf(p)}")]);
        foreach (var pod in pods.Where(p => p.IsReady() && !p.IsAvailable(MinReady(set), now)))
        {
            LookAgain(key, pod.AvailableAt(MinReady(set))!.Value);
        }
    }

    private static long MinReady(StoredObject set) => set.Content.Integer("spec", "minReadySeconds") ?? 0;

    private List<string> Nodes(StoredObject set)
    {
        var wanted = set.Content.TextMap("spec", "template", "spec", "nodeSelector").ToList();
        return [.. Client.List(GroupResource.Nodes, null)
            .Where(n => wanted.TrueForAll(l => n.Content.Text("metadata", "labels", l.Key) == l.Value)).Select(n => n.Name)];
    }

    private void Place(StoredObject set, List<string> nodes, List<StoredObject> pods, TemplateRevision revision)
    {
        foreach (var gone in pods.Where(p => p.IsFinished() || !nodes.Contains(DaemonPod.NodeOf(p), StringComparer.Ordinal)))
        {
            Client.Delete(gone);
        }

        foreach (var node in nodes)
        {
            var here = pods.Where(p => p.IsActive() && DaemonPod.NodeOf(p) == node).ToList();
            var replaces = Amount(set, "maxSurge", nodes.Count) > 0 && here.TrueForAll(p => DaemonPod.HashOf(p) != revision.Hash);

            // A pod that ends still has the ports of its node: the next one waits, unless there may be two.
            var free = pods.TrueForAll(p => p.IsActive() || p.IsFinished() || DaemonPod.NodeOf(p) != node) || replaces;
            if ((here.Count == 0 && free) || (replaces && here.Count == 1))
            {
                var reference = OwnerReferences.Controller(Client.KindOf(GroupResource.DaemonSets), set);
                Client.Create(GroupResource.Pods, set.Namespace, DaemonPod.Build(set, node, revision, reference));
            }
        }
    }

    private void Update(StoredObject set, List<string> nodes, List<StoredObject> pods, TemplateRevision revision)
    {
        var old = pods.Where(p => p.IsActive() && DaemonPod.HashOf(p) != revision.Hash).ToList();
        if (Amount(set, "maxSurge", nodes.Count) > 0)
        {
            // The old one goes once the new one beside it works.
            foreach (var pod in old.Where(o => pods.Exists(p => p.IsActive() && DaemonPod.HashOf(p) == revision.Hash
                && DaemonPod.NodeOf(p) == DaemonPod.NodeOf(o) && p.IsAvailable(MinReady(set), Client.Now))))
            {
                Client.Delete(pod);
            }

            return;
        }

        var unavailable = nodes.Count(n => !pods.Exists(p => p.IsActive() && DaemonPod.NodeOf(p) == n && p.IsAvailable(MinReady(set), Client.Now)));
        var allowed = Math.Max(1, Amount(set, "maxUnavailable", nodes.Count)) - unavailable;
        foreach (var pod in old)
        {
            // One that does not work is no loss.
            if (!pod.IsAvailable(MinReady(set), Client.Now) || allowed-- > 0)
            {
                Client.Delete(pod);
            }
        }
    }

    private static int Amount(StoredObject set, string field, int nodes) =>
        AmountRules.Resolve(set.Content.At("spec", "updateStrategy", "rollingUpdate", field), nodes, roundUp: true);
}
