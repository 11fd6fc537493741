using DevLoop.Sandbox.Controllers.Pods;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Deployments;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>Rolls Deployments out: a ReplicaSet for each template, that of the present one growing as the others shrink.</summary>
internal sealed class DeploymentController : Controller
{
    private const string Manager = "deployment-controller";

    private readonly OwnedObjects _owned;
    private readonly DeploymentReplicaSets _sets;

    public DeploymentController(ControllerContext context)
        : base(context, Manager)
    {
        _owned = new OwnedObjects(Client, GroupResource.Deployments, GroupResource.ReplicaSets);
        _sets = new DeploymentReplicaSets(Client);
        Sources = [new(GroupResource.Deployments, d => [new ObjectKey(d.Namespace, d.Name)]), _owned.Source];
    }

    protected override IReadOnlyList<ControllerSource> Sources { get; }

    protected override void Reconcile(ObjectKey key)
    {
        if (Client.Find(GroupResource.Deployments, key) is not { } deployment)
        {
            return;
        }

        var rollout = Rollout.Of(deployment, _owned.Claim(deployment));
        if (!deployment.IsTerminating())
        {
            RollOut(rollout);
            deployment = Client.Find(GroupResource.Deployments, key) ?? deployment;
            rollout = Rollout.Of(deployment, _owned.Claim(deployment));
        }

        var status = DeploymentStatus.Build(rollout, Client.Now);
        Client.SetStatus(deployment, status);
        if (DeploymentStatus.IsComplete(deployment.Content, status) && !deployment.IsTerminating())
        {
            _sets.RemoveOld(rollout);
        }

        if (DeploymentStatus.DeadlineAt(deployment.Content, status) is { } deadline)
        {
            LookAgain(key, deadline);
        }
    }

    private void RollOut(Rollout rollout)
    {
        var size = RolloutSize.Of(rollout.Deployment.Content);
        if (rollout.Deployment.Content.Flag("spec", "paused") == true)
        {
            ScalePaused(rollout, size);
        }
        else if (rollout.Deployment.Content.Text("spec", "strategy", "type") == DeploymentKind.Recreate)
        {
            Recreate(rollout, size);
        }
        else
        {
            Roll(rollout, size);
        }
    }

    private void Roll(Rollout rollout, RolloutSize size)
    {
        var old = rollout.Old.Select(s => ReplicaCount.Of(s)).ToList();
        var current = ReplicaCount.Of(rollout.Current);
        var grown = RolloutStep.Grow(size, current, old);
        _sets.Ensure(rollout, grown, size);

        var shrunk = RolloutStep.Shrink(size, current with { Wanted = grown }, old);
        foreach (var (set, replicas) in rollout.Old.Zip(shrunk))
        {
            _sets.Scale(set, replicas, size);
        }
    }

    private void Recreate(Rollout rollout, RolloutSize size)
    {
        foreach (var set in rollout.Old)
        {
            _sets.Scale(set, 0, size);
        }

        if (rollout.Old.All(DeploymentReplicaSets.IsEmpty))
        {
            _sets.Ensure(rollout, size.Replicas, size);
        }
    }

    // No new template is rolled out, but the number of pods is kept to by the ReplicaSet that runs, or by the newest of several.
    private void ScalePaused(Rollout rollout, RolloutSize size)
    {
        var active = rollout.All.Where(s => ReplicaCount.Of(s).Wanted > 0).ToList();
        if ((active.Count > 0 ? active[^1] : rollout.All.LastOrDefault()) is { } set)
        {
            var others = active.Where(s => s != set).Sum(s => ReplicaCount.Of(s).Wanted);
            _sets.Scale(set, Math.Max(0, size.Replicas - others), size);
        }
    }
}
