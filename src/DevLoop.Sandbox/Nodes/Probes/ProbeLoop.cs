using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Probes;

/// <summary>Runs one probe of one container again and again, from the container's start to its end.</summary>
internal sealed class ProbeLoop(ProbeSpec spec, Func<CancellationToken, Task<ProbeResult>> probe, TimeProvider time)
{
    /// <summary>Called with every result that was no success.</summary>
    public required Action<ProbeResult> OnTrouble { get; init; }

    /// <summary>Probes until cancelled, or until <paramref name="onVerdict"/> answers false to a changed verdict.</summary>
    /// <exception cref="OperationCanceledException">The container ended.</exception>
    public async Task RunAsync(DateTimeOffset containerStart, Func<bool, bool> onVerdict, CancellationToken cancellationToken)
    {
        var first = containerStart + spec.InitialDelay - time.GetUtcNow();
        if (first > TimeSpan.Zero)
        {
            await Task.Delay(first, time, cancellationToken);
        }

        var threshold = new ProbeThreshold(spec.SuccessThreshold, spec.FailureThreshold);
        using var ticks = new PeriodicTimer(spec.Period, time);
        do
        {
            var result = await probe(cancellationToken);
            if (result.Outcome != ProbeOutcome.Success)
            {
                OnTrouble(result);
            }

            if (result.Outcome != ProbeOutcome.Error
                && threshold.Observe(result.Outcome == ProbeOutcome.Success)
                && !onVerdict(result.Outcome == ProbeOutcome.Success))
            {
                return;
            }
        }
        while (await ticks.WaitForNextTickAsync(cancellationToken));
    }
}
