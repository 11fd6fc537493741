using DevLoop.Sandbox.Controllers;
using DevLoop.Sandbox.Controllers.CronJobs;
using DevLoop.Sandbox.Controllers.DaemonSets;
using DevLoop.Sandbox.Controllers.Deployments;
using DevLoop.Sandbox.Controllers.EndpointSlices;
using DevLoop.Sandbox.Controllers.GarbageCollection;
using DevLoop.Sandbox.Controllers.Jobs;
using DevLoop.Sandbox.Controllers.Namespaces;
using DevLoop.Sandbox.Controllers.ReplicaSets;
using DevLoop.Sandbox.Controllers.StatefulSets;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The controllers that run in a sandbox.</summary>
internal static class SandboxControllers
{
    public static IReadOnlyList<Controller> Create(ControllerContext context) =>
    [
        new NamespaceController(context),
        new GarbageCollector(context),
        new EndpointSliceController(context),
        new DeploymentController(context),
        new ReplicaController(context, GroupResource.ReplicaSets),
        new ReplicaController(context, GroupResource.ReplicationControllers),
        new StatefulSetController(context),
        new DaemonSetController(context),
        new JobController(context),
        new CronJobController(context),
    ];
}
