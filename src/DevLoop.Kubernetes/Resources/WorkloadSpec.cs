namespace DevLoop.Kubernetes.Resources;

/// <summary>What workloads of the various kinds are asked for, as far as forwarding needs to know it.</summary>
public sealed record WorkloadSpec
{
    /// <summary>How many pods; null for kinds that do not count them so, and where it was left out, which means 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>The labels of its pods. Empty for a CronJob, whose Jobs have selectors of their own.</summary>
    public LabelSelector Selector { get; init => field = value ?? new LabelSelector(); } = new();

    /// <summary>Whether a Job or CronJob is to start nothing for now.</summary>
    public bool? Suspend { get; init; }

    /// <summary>When a CronJob starts Jobs, in cron's form.</summary>
    public string? Schedule { get; init; }
}
