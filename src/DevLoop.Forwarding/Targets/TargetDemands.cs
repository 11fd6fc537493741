using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// What has to be known of the cluster to choose the target of a resource: first the resource itself, then what it leads to.
/// Pure: as more becomes known, more is asked for.
/// </summary>
internal static class TargetDemands
{
    /// <summary>The label that every pod of every Job has.</summary>
    private const string JobName = "job-name";

    public static IReadOnlyList<TargetDemand> Of(ResourceReference resource, string ns, ResourceSnapshot snapshot) => resource.Type switch
    {
        ResourceType.Pod => [TargetDemand<Pod>.Named(resource.Name)],
        ResourceType.Service => OfService(resource.Name, snapshot.Find<Service>(ns, resource.Name), snapshot),
        ResourceType.Deployment => OfWorkload<Deployment>(resource.Name, ns, snapshot, d => [TargetDemand<ReplicaSet>.Labelled($"{d.Spec.Selector}")]),
        ResourceType.CronJob =>
            [TargetDemand<CronJob>.Named(resource.Name), TargetDemand<Job>.All, TargetDemand<Pod>.Labelled(JobName)],
        ResourceType.ReplicaSet => OfWorkload<ReplicaSet>(resource.Name, ns, snapshot),
        ResourceType.StatefulSet => OfWorkload<StatefulSet>(resource.Name, ns, snapshot),
        ResourceType.ReplicationController => OfWorkload<ReplicationController>(resource.Name, ns, snapshot),
        ResourceType.DaemonSet => OfWorkload<DaemonSet>(resource.Name, ns, snapshot),
        ResourceType.Job => OfWorkload<Job>(resource.Name, ns, snapshot),
        _ => throw new InvalidOperationException($"{resource.Type} is nothing of a cluster."),
    };

    private static IReadOnlyList<TargetDemand> OfService(string name, Service? service, ResourceSnapshot snapshot)
    {
        TargetDemand self = TargetDemand<Service>.Named(name);
        if (service is null or { Spec.Type: "ExternalName" })
        {
            return [self];
        }

        if (service.Spec.Selector.Count > 0)
        {
            return [self, TargetDemand<Pod>.Labelled(new LabelSelector { MatchLabels = service.Spec.Selector }.ToString())];
        }

        var slices = TargetDemand<EndpointSlice>.Labelled($"{EndpointSlice.ServiceNameLabel}={name}");
        var pods = ServicePods.SlicesOf(service, snapshot)
            .SelectMany(s => s.Endpoints)
            .Select(e => e.TargetRef)
            .Where(r => r?.Kind == "Pod")
            .Select(r => r!.Name)
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToList();
        return pods.Count switch
        {
            0 => [self, slices],
            1 => [self, slices, TargetDemand<Pod>.Named(pods[0])],
            _ => [self, slices, TargetDemand<Pod>.All],
        };
    }

    private static IReadOnlyList<TargetDemand> OfWorkload<T>(
        string name, string ns, ResourceSnapshot snapshot, Func<T, IReadOnlyList<TargetDemand>>? further = null)
        where T : class, IWorkload<T>
    {
        TargetDemand self = TargetDemand<T>.Named(name);
        return snapshot.Find<T>(ns, name) is { } workload
            ? [self, .. further?.Invoke(workload) ?? [], TargetDemand<Pod>.Labelled($"{workload.Spec.Selector}")]
            : [self];
    }
}
