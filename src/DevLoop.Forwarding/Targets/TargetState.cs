using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Targets;

/// <summary>Where a forward goes now, or what it waits for.</summary>
/// <param name="Target">The pod and port; null while there is none.</param>
/// <param name="WaitingFor">What a person needs to know while there is none; null when there is one.</param>
public sealed record TargetState(ForwardTarget? Target, string? WaitingFor)
{
    /// <summary>The topic while the cluster cannot be reached, or may be another one.</summary>
    public const string ClusterLost = "the cluster cannot be reached";

    /// <summary>
    /// What it waits for in words that stay the same while only counts and messages in <see cref="WaitingFor"/> change; null when
    /// there is a target.
    /// </summary>
    public string? Topic { get; init; }

    /// <summary>Whether it is for the entry's port alone that it waits: other ports of the same resource may have a target.</summary>
    public bool IsOfPort { get; init; }

    /// <summary>A target.</summary>
    public static TargetState Found(ForwardTarget target) => new(target, null);

    /// <summary>No target yet, and why. What the cluster wrote into it is made safe to show.</summary>
    /// <param name="why">What it waits for.</param>
    /// <param name="topic">See <see cref="Topic"/>; null where that is all of <paramref name="why"/>.</param>
    public static TargetState None(string why, string? topic = null) => new(null, PlainText.Of(why, PlainText.SentenceLength)) { Topic = topic ?? why };
}
