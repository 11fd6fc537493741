using System.Globalization;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Puts the pods of a resource into generations, the newest first.</summary>
internal static class PodGenerations
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string Ordinal = "apps.kubernetes.io/pod-index";

    /// <summary>
    /// Pods of whatever origin: one generation for each object that controls some of them. The generation is as old as the oldest
    /// of its pods, since one that is scaled up does not become newer by it.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Pod>> OfMany(IEnumerable<Pod> pods) =>
    [
        .. pods
            .GroupBy(p => Ownership.ControllerOf(p)?.Uid ?? "")
            .OrderByDescending(g => g.Min(p => p.Metadata.CreationTimestamp))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.ToList()),
    ];

    /// <summary>The pods of owners that replace each other, such as a Deployment's ReplicaSets; without those owners that have none.</summary>
    public static IReadOnlyList<IReadOnlyList<Pod>> OfOwners(IEnumerable<IResource> owners, IReadOnlyList<Pod> pods) =>
    [
        .. owners
            .OrderByDescending(RevisionOf)
            .ThenByDescending(o => o.Metadata.CreationTimestamp)
            .ThenBy(o => o.Metadata.Name, StringComparer.Ordinal)
            .Select(o => pods.Where(p => Ownership.Controls(o, p)).ToList())
            .Where(generation => generation.Count > 0),
    ];

    /// <summary>The pods of a StatefulSet, each for itself: the lower the ordinal the better.</summary>
    public static IReadOnlyList<IReadOnlyList<Pod>> OfOrdinals(IEnumerable<Pod> pods) =>
        [.. pods.OrderBy(OrdinalOf).Select(p => new List<Pod> { p })];

    /// <summary>A rollback takes an old ReplicaSet up again under a new revision, so its age does not tell.</summary>
    private static long RevisionOf(IResource owner) => Number(owner.Metadata.Annotations.GetValueOrDefault(Revision)) ?? 0;

    private static long OrdinalOf(Pod pod) =>
        Number(pod.Metadata.Labels.GetValueOrDefault(Ordinal)) ?? Number(pod.Metadata.Name[(pod.Metadata.Name.LastIndexOf('-') + 1)..]) ?? long.MaxValue;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
