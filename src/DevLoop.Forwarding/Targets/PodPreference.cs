using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Orders pods, best first: ready, then newest, then fewest restarts. The name decides between equals, so that the choice is stable.</summary>
internal sealed class PodPreference : IComparer<Pod>
{
    public static readonly PodPreference Instance = new();

    public int Compare(Pod? x, Pod? y)
    {
        if (x is null || y is null)
        {
            return (x is null).CompareTo(y is null);
        }

        var order = (PodReadiness.WhyNotReady(x) is not null).CompareTo(PodReadiness.WhyNotReady(y) is not null);
        order = order != 0 ? order : Nullable.Compare(y.Metadata.CreationTimestamp, x.Metadata.CreationTimestamp);
        order = order != 0 ? order : Restarts(x).CompareTo(Restarts(y));
        return order != 0 ? order : string.CompareOrdinal(x.Metadata.Name, y.Metadata.Name);
    }

    private static int Restarts(Pod pod) => pod.Status.ContainerStatuses.Sum(c => c.RestartCount);
}
