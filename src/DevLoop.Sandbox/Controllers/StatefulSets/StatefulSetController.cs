using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Controllers.Revisions;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.StatefulSets;
using DevLoop.Sandbox.Kinds.Workloads;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.StatefulSets;

/// <summary>
/// Keeps the pods of StatefulSets: made from the lowest number up, ended from the highest down, each waiting for the one before it
/// unless the set is Parallel, and brought to a new template one after the other from the highest number down.
/// </summary>
internal sealed class StatefulSetController : Controller
{
    private readonly OwnedObjects _pods;
    private readonly RevisionHistory _history;

    public StatefulSetController(ControllerContext context)
        : base(context, "statefulset-controller")
    {
        _pods = new OwnedObjects(Client, GroupResource.StatefulSets, GroupResource.Pods);
        _history = new RevisionHistory(Client, GroupResource.StatefulSets);
        Sources = [new(GroupResource.StatefulSets, s => [new ObjectKey(s.Namespace, s.Name)]), _pods.Source];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(GroupResource.StatefulSets, key) is not { } set || set.IsTerminating())
        {
            return;
        }

        var update = _history.Present(set);
        var revisions = new StatefulRevisions(_history.Find(set, set.Content.Text("status", "currentRevision")) ?? update, update);
        var pods = _pods.Claim(set, pod => StatefulPod.Ordinal(set, pod) is not null);
        var now = Client.Now;
        Act(set, pods, revisions);

        // What was made or deleted just now is a change, and the next look counts it.
        Client.SetStatus(set, StatefulSetStatus.Build(set.Content, pods, revisions, now));
        _history.RemoveOld(set, [update.Name, revisions.Current.Name, .. pods.Select(StatefulPod.RevisionOf)]);
        foreach (var pod in pods.Where(p => p.IsReady() && !p.IsAvailable(MinReady(set), now)))
        {
            LookAgain(key, pod.AvailableAt(MinReady(set))!.Value);
        }
    }

    private void Act(StoredObject set, IReadOnlyList<StoredObject> pods, StatefulRevisions revisions)
    {
        var first = (int)(set.Content.Integer("spec", "ordinals", "start") ?? 0);
        var end = first + (int)(set.Content.Integer("spec", "replicas") ?? 1);
        var byOrdinal = pods.Where(p => StatefulPod.Ordinal(set, p) is not null).ToDictionary(p => StatefulPod.Ordinal(set, p)!.Value);
        if (!Fill(set, byOrdinal, first, end, revisions))
        {
            return;
        }

        var surplus = byOrdinal.Where(p => p.Key < first || p.Key >= end).OrderByDescending(p => p.Key).Select(p => p.Value).ToList();
        if (Shrink(set, surplus) && set.Content.Text("spec", "updateStrategy", "type") == UpdateStrategies.RollingUpdate)
        {
            var partition = Math.Max(first, first + Partition(set));
            Update(byOrdinal.Where(p => p.Key >= partition && p.Key < end).OrderByDescending(p => p.Key).Select(p => p.Value), revisions.Update.Name);
        }
    }

    /// <summary>Makes what is missing; false while a pod must be waited for.</summary>
    private bool Fill(StoredObject set, Dictionary<int, StoredObject> pods, int first, int end, StatefulRevisions revisions)
    {
        var complete = true;
        for (var ordinal = first; ordinal < end; ordinal++)
        {
            var pod = pods.GetValueOrDefault(ordinal);
            if (pod is null)
            {
                var revision = ordinal < first + Partition(set) ? revisions.Current : revisions.Update;
                Client.Create(GroupResource.Pods, set.Namespace, StatefulPod.Build(set, ordinal, revision, OwnerReferences.Controller(Client.KindOf(GroupResource.StatefulSets), set)));
                complete = false;
            }
            else if (pod.IsFinished())
            {
                // Its name is needed for the next one.
                Client.Delete(pod);
                complete = false;
            }

            if (!IsParallel(set) && (pod is null || !IsHealthy(set, pod)))
            {
                return false;
            }
        }

        return complete;
    }

    /// <summary>Ends what is too much, the highest number first; false while one of them is left.</summary>
    private bool Shrink(StoredObject set, List<StoredObject> surplus)
    {
        foreach (var pod in surplus)
        {
            Client.Delete(pod);
            if (!IsParallel(set))
            {
                return false;
            }
        }

        return surplus.Count == 0;
    }

    private void Update(IEnumerable<StoredObject> pods, string revision)
    {
        foreach (var pod in pods)
        {
            if (StatefulPod.RevisionOf(pod) != revision)
            {
                Client.Delete(pod);
                return;
            }

            if (!pod.IsActive() || !pod.IsReady())
            {
                return;
            }
        }
    }

    private bool IsHealthy(StoredObject set, StoredObject pod) => pod.IsActive() && pod.IsAvailable(MinReady(set), Client.Now);

    private static bool IsParallel(StoredObject set) => set.Content.Text("spec", "podManagementPolicy") == StatefulSetKind.Parallel;

    private static long MinReady(StoredObject set) => set.Content.Integer("spec", "minReadySeconds") ?? 0;

    private static int Partition(StoredObject set) => (int)(set.Content.Integer("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);
}
