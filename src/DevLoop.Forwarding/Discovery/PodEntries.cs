using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Finds what can be forwarded of a pod.</summary>
internal static class PodEntries
{
    /// <summary>An entry for each TCP port that its containers declare; none once it goes or has gone.</summary>
    public static IEnumerable<PortForwardEntry> Of(Pod pod) => IsGoing(pod)
        ? []
        : pod.Spec.LastingContainers
            .SelectMany(c => c.Ports
                .Where(p => p.Protocol == DiscoveredEntry.Tcp)
                .Select(p => DiscoveredEntry.TryCreate(EntryOrigin.Pods, ResourceType.Pod, pod.Metadata, p.Port, p.Name, c.Name)))
            .OfType<PortForwardEntry>();

    /// <summary>Whether the pod is being deleted or has ended: nothing will listen in it again.</summary>
    public static bool IsGoing(Pod pod) => pod.Metadata.IsBeingDeleted || pod.HasEnded;
}
