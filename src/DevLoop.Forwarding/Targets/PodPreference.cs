using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Which of several pods to connect to.</summary>
internal static class PodPreference
{
    /// <summary>
    /// Ready ones first, then the newest, then those with the fewest restarts. The name decides between equals, so that the
    /// choice is stable.
    /// </summary>
    public static IEnumerable<Pod> BestFirst(IEnumerable<Pod> pods) => pods
        .OrderByDescending(p => PodReadiness.WhyNotReady(p) is null)
        .ThenByDescending(p => p.Metadata.CreationTimestamp)
        .ThenBy(p => p.Status.ContainerStatuses.Sum(c => (long)c.RestartCount))
        .ThenBy(p => p.Metadata.Name, StringComparer.Ordinal);
}
