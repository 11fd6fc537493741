using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.ControllerRevisions;
using DevLoop.Sandbox.Kinds.CronJobs;
using DevLoop.Sandbox.Kinds.DaemonSets;
using DevLoop.Sandbox.Kinds.Deployments;
using DevLoop.Sandbox.Kinds.EndpointSlices;
using DevLoop.Sandbox.Kinds.Events;
using DevLoop.Sandbox.Kinds.Jobs;
using DevLoop.Sandbox.Kinds.Namespaces;
using DevLoop.Sandbox.Kinds.Nodes;
using DevLoop.Sandbox.Kinds.Pods;
using DevLoop.Sandbox.Kinds.ReplicaSets;
using DevLoop.Sandbox.Kinds.ReplicationControllers;
using DevLoop.Sandbox.Kinds.Services;
using DevLoop.Sandbox.Kinds.StatefulSets;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The kinds that a sandbox holds.</summary>
internal static class SandboxKinds
{
    public static KindCatalog Create(ObjectStore store) => new(
    [
        new NamespaceKind(),
        new NodeKind(),
        new PodKind(),
        new ServiceKind(new ServiceAllocator(store)),
        new EventKind(),
        new ReplicationControllerKind(),
        new EndpointSliceKind(),
        new DeploymentKind(),
        new ReplicaSetKind(),
        new StatefulSetKind(),
        new DaemonSetKind(),
        new ControllerRevisionKind(),
        new JobKind(),
        new CronJobKind(),
    ]);
}
