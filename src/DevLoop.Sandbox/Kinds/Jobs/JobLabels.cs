namespace DevLoop.Sandbox.Kinds.Jobs;

/// <summary>The labels of a job's pods.</summary>
internal static class JobLabels
{
    public const string ControllerUid = "batch.kubernetes.io/controller-uid";
    public const string JobName = "batch.kubernetes.io/job-name";

    /// <summary>From before labels of Kubernetes had a prefix.</summary>
    public const string LegacyControllerUid = "controller-uid";

    /// <inheritdoc cref="LegacyControllerUid"/>
    public const string LegacyJobName = "job-name";
}
