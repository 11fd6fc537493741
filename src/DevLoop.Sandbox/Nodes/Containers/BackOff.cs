namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>A kubelet's growing pauses: 10 s, 20 s, 40 s, … at most 5 minutes; forgotten after 10 minutes without trouble.</summary>
/// <param name="firstIsImmediate">Whether the very first pause is none: a container that ended once starts again at once.</param>
internal sealed class BackOff(bool firstIsImmediate)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ForgottenAfter = Max * 2;

    private TimeSpan? _last;
    private DateTimeOffset _lastStart;

    /// <summary>How long to wait from <paramref name="failed"/> on until the next attempt.</summary>
    public TimeSpan Next(DateTimeOffset failed)
    {
        var delay = _last is not { } last || failed - _lastStart > ForgottenAfter
            ? firstIsImmediate ? TimeSpan.Zero : First
            : last == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(last.Ticks * 2, Max.Ticks));
        _last = delay;
        _lastStart = failed + delay;
        return delay;
    }
}
