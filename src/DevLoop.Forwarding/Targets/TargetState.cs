using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Targets;

/// <summary>Where a forward goes now, or what it waits for.</summary>
/// <param name="Target">The pod and port; null while there is none.</param>
/// <param name="WaitingFor">What a person needs to know while there is none; null when there is one.</param>
public sealed record TargetState(ForwardTarget? Target, string? WaitingFor)
{
    private const int MaxLength = 1000;

    /// <summary>A target.</summary>
    public static TargetState Found(ForwardTarget target) => new(target, null);

    /// <summary>No target yet, and why. What the cluster wrote into it is made safe to show.</summary>
    public static TargetState None(string why) => new(null, PlainText.Of(why, MaxLength));
}
