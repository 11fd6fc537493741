using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>The three probes of one run of a container: the startup probe first, then readiness and liveness side by side.</summary>
internal sealed class ContainerProbes(ContainerSpec container, PodSpec pod, PodAddress address, ContainerServices services)
{
    /// <summary>Probes until <paramref name="ended"/>.</summary>
    /// <param name="startedAt">When the run began.</param>
    /// <param name="change">Changes the container's status.</param>
    /// <param name="unhealthy">Gets the startup or liveness probe that wants the container killed.</param>
    /// <param name="terminate">The container is ending anyway: only its readiness still matters.</param>
    /// <param name="ended">The run is over.</param>
    public async Task RunAsync(
        DateTimeOffset startedAt,
        Action<Func<ContainerStatus, ContainerStatus>> change,
        TaskCompletionSource<ProbeSpec> unhealthy,
        CancellationToken terminate,
        CancellationToken ended)
    {
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(terminate, ended);
        try
        {
            if (container.StartupProbe is { } startup)
            {
                await Loop(startup).RunAsync(startedAt, success => !(success || unhealthy.TrySetResult(startup)), alive.Token);
                if (unhealthy.Task.IsCompleted)
                {
                    return;
                }

                change(status => status with { Started = true, Ready = container.ReadinessProbe is null });
            }

            await Task.WhenAll(WatchReadinessAsync(startedAt, change, ended), WatchLivenessAsync(startedAt, unhealthy, alive.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested || terminate.IsCancellationRequested)
        {
            // The run is over, or soon will be. Not asked of the linked token, which may hear of it later than what it waited for.
        }
    }

    /// <summary><c>startup</c>, <c>readiness</c> or <c>liveness</c>.</summary>
    public string NameOf(ProbeSpec probe) =>
        ReferenceEquals(probe, container.StartupProbe) ? "startup" : ReferenceEquals(probe, container.ReadinessProbe) ? "readiness" : "liveness";

    private Task WatchReadinessAsync(DateTimeOffset startedAt, Action<Func<ContainerStatus, ContainerStatus>> change, CancellationToken ended)
    {
        if (container.ReadinessProbe is not { } readiness)
        {
            return Task.CompletedTask;
        }

        return Loop(readiness).RunAsync(
            startedAt,
            success =>
            {
                change(status => status with { Ready = success });
                return true;
            },
            ended);
    }

    private Task WatchLivenessAsync(DateTimeOffset startedAt, TaskCompletionSource<ProbeSpec> unhealthy, CancellationToken alive) =>
        container.LivenessProbe is { } liveness
            ? Loop(liveness).RunAsync(startedAt, success => success || !unhealthy.TrySetResult(liveness), alive)
            : Task.CompletedTask;

    private ProbeLoop Loop(ProbeSpec probe) =>
        new(probe, cancellationToken => services.Prober.ProbeAsync(probe, container, address, cancellationToken), services.Time)
        {
            OnTrouble = result => Report(probe, result),
        };

    private void Report(ProbeSpec probe, ProbeResult result)
    {
        var name = NameOf(probe);
        var verb = result.Outcome == ProbeOutcome.Error ? "errored" : "failed";
        services.Events.Warning(pod, container.Name, "Unhealthy", $"{char.ToUpperInvariant(name[0])}{name[1..]} probe {verb}: {result.Message}");
    }
}
