using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Finds what can be forwarded of a pod.</summary>
internal static class PodEntries
{
    /// <summary>An entry for each TCP port that its containers declare; none once it is gone for good.</summary>
    public static IEnumerable<PortForwardEntry> Of(Pod pod) => IsGone(pod)
        ? []
        : pod.Spec.LastingContainers
            .SelectMany(c => c.Ports
                .Where(p => p.Protocol == PortProtocol.Tcp)
                .Select(p => DiscoveredEntry.TryCreate(EntryOrigin.Pods, LastingResource.Of(pod), pod.Metadata.Namespace, p.Port, p.Name, c.Name)))
            .OfType<PortForwardEntry>();

    /// <summary>
    /// Whether nothing will listen in the pod again, nor in another one in its place. One that is being deleted still stands for its
    /// workload, whose next pod may come only after this one.
    /// </summary>
    public static bool IsGone(Pod pod) => pod.HasEnded || (pod.Metadata.IsBeingDeleted && LastingResource.Of(pod).Type == ResourceType.Pod);
}
