namespace DevLoop.Kubernetes.Resources;

/// <summary>How a workload is doing.</summary>
public sealed record WorkloadStatus
{
    /// <summary>Such as <c>ReplicaFailure</c> of a ReplicaSet, <c>Complete</c> and <c>Failed</c> of a Job.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = Received.List(value); } = [];

    /// <summary>The condition of this type; null when the workload does not report it.</summary>
    public Condition? Condition(string type) => Conditions.FirstOrDefault(c => c.Type == type);
}
