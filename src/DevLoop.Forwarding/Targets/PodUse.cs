namespace DevLoop.Forwarding.Targets;

/// <summary>One connection's interest in its pod, until it is disposed of.</summary>
/// <param name="leave">Ends the interest.</param>
/// <param name="gone">Cancelled once the pod is gone and its last bytes had time to arrive.</param>
internal sealed class PodUse(Action leave, CancellationToken gone) : IDisposable
{
    /// <summary>Cancelled once the pod is gone and its last bytes had time to arrive.</summary>
    public CancellationToken Gone => gone;

    /// <inheritdoc/>
    public void Dispose() => leave();
}
