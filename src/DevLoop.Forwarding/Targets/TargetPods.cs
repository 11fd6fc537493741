using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>The pods that a forward may go to.</summary>
/// <param name="Generations">
/// Those that are as good as each other together, the better ones first: of a Deployment one for each ReplicaSet, of a StatefulSet
/// one for each ordinal.
/// </param>
/// <param name="PortOf">The port in one of the pods.</param>
internal sealed record TargetPods(IReadOnlyList<IReadOnlyList<Pod>> Generations, Func<Pod, PortLookup> PortOf)
{
    /// <summary>Why there is nothing to wait for among the pods, whatever they are like; null where they are to be looked at.</summary>
    public string? WhyNone { get; init; }

    /// <summary>Whether <see cref="WhyNone"/> is that the resource has no such port.</summary>
    public bool LacksPort { get; init; }

    /// <summary>Whether the resource is the pod itself: one that runs will do, ready or not, since somebody chose it by its name.</summary>
    public bool IsPodItself { get; init; }

    /// <summary>Whether one of several that runs will do, ready or not.</summary>
    public bool AnyThatRuns { get; init; }

    /// <summary>No pods, and why.</summary>
    public static TargetPods None(string why) => new([], _ => PortLookup.NotFound(why)) { WhyNone = why };

    /// <summary>No pods, since the resource has no such port.</summary>
    public static TargetPods WithoutPort(string why) => None(why) with { LacksPort = true };

    /// <summary>Why a pod is not one to connect to; null when it is.</summary>
    public PodProblem? WhyNot(Pod pod) => IsPodItself || AnyThatRuns ? PodReadiness.WhyNotRunning(pod) : PodReadiness.WhyNotReady(pod);
}
