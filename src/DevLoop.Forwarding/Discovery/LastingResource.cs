using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>
/// What a pod's ports are forwarded by: the workload that replaces its pods by others with other names, so that a debugger finds the
/// next pod on the local port of the one before, as under Skaffold, which knows such ports by the pod's topmost owner; else the pod itself.
/// </summary>
internal static class LastingResource
{
    /// <summary>With which a Deployment marks a ReplicaSet, whose name is the Deployment's and this hash, and the ReplicaSet's pods.</summary>
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The resource by which the pod is forwarded. A StatefulSet gives the next pod the same name: its pods go by that.</summary>
    public static ResourceReference Of(Pod pod) => Ownership.ControllerOf(pod) switch
    {
        { Kind: "ReplicaSet" } set when DeploymentOf(set, pod) is { } deployment => new ResourceReference(ResourceType.Deployment, deployment),
        { Kind: "ReplicaSet" } set => new ResourceReference(ResourceType.ReplicaSet, set.Name),
        { Kind: "ReplicationController" } controller => new ResourceReference(ResourceType.ReplicationController, controller.Name),
        { Kind: "DaemonSet" } set => new ResourceReference(ResourceType.DaemonSet, set.Name),
        { Kind: "Job" } job => new ResourceReference(ResourceType.Job, job.Name),
        _ => new ResourceReference(ResourceType.Pod, pod.Metadata.Name),
    };

    private static string? DeploymentOf(OwnerReference set, Pod pod) =>
        pod.Metadata.Labels.TryGetValue(TemplateHash, out var hash)
        && hash.Length > 0
        && set.Name.Length > hash.Length + 1
        && set.Name.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? set.Name[..^(hash.Length + 1)]
            : null;
}
