namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>What a container is doing: the three states of the Kubernetes API.</summary>
internal abstract record ContainerState
{
    private ContainerState()
    {
    }

    /// <param name="Reason">One word, such as <c>ContainerCreating</c> or <c>CrashLoopBackOff</c>.</param>
    /// <param name="Message">A sentence, when there is more to say.</param>
    public sealed record Waiting(string Reason, string? Message = null) : ContainerState;

    /// <param name="StartedAt">When this run began.</param>
    /// <param name="ContainerId">The run's id.</param>
    public sealed record Running(DateTimeOffset StartedAt, string ContainerId) : ContainerState;

    /// <param name="ExitCode">0 for success.</param>
    /// <param name="StartedAt">When this run began.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="ContainerId">The run's id.</param>
    public sealed record Terminated(int ExitCode, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string ContainerId) : ContainerState
    {
        public string Reason => ExitCode == 0 ? "Completed" : "Error";
    }
}
