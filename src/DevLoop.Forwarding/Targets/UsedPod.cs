namespace DevLoop.Forwarding.Targets;

/// <summary>A pod that connections go to. Its owner guards it.</summary>
internal sealed class UsedPod(ForwardTarget target)
{
    public ForwardTarget Target => target;

    /// <summary>How many connections go to it.</summary>
    public int Connections { get; set; }

    /// <summary>Whether it is being found out if it is gone.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>Cancelled once it is gone. It has no timer and links to no other source: there is nothing to dispose of.</summary>
    public CancellationTokenSource Gone { get; } = new();
}
