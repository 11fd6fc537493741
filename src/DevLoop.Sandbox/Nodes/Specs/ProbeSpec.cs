using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>A probe, with the defaults of the Kubernetes API.</summary>
internal sealed record ProbeSpec
{
    public required ProbeAction Action { get; init; }

    /// <summary>How long after the container's start the first probe comes; none by default.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>From one probe to the next; 10 seconds by default.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take; 1 second by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many successes in a row count as success; 1 by default.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary>How many failures in a row count as failure; 3 by default.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Overrides the pod's grace when this probe has the container killed.</summary>
    public TimeSpan? GracePeriod { get; init; }

    public static ProbeSpec? Read(JsonObject? probe)
    {
        if (probe is null)
        {
            return null;
        }

        var defaults = new ProbeSpec { Action = ProbeAction.Read(probe) };
        return defaults with
        {
            InitialDelay = probe.Seconds("initialDelaySeconds") ?? defaults.InitialDelay,
            Period = AtLeastOneSecond(probe.Seconds("periodSeconds") ?? defaults.Period),
            Timeout = AtLeastOneSecond(probe.Seconds("timeoutSeconds") ?? defaults.Timeout),
            SuccessThreshold = probe.Number("successThreshold") ?? defaults.SuccessThreshold,
            FailureThreshold = probe.Number("failureThreshold") ?? defaults.FailureThreshold,
            GracePeriod = probe.Seconds("terminationGracePeriodSeconds"),
        };
    }

    private static TimeSpan AtLeastOneSecond(TimeSpan time) => time < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : time;
}
