using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>A pod's phase from what its containers do, by the rules of a kubelet.</summary>
internal static class PodPhase
{
    /// <param name="containers">The containers, without init containers.</param>
    /// <param name="policy">The pod's restart policy.</param>
    /// <param name="initialized">Whether the init containers are done.</param>
    /// <param name="ended">No container will start again, whatever the policy says: the pod was deleted, or its init containers failed.</param>
    public static string Of(IReadOnlyCollection<ContainerStatus> containers, RestartPolicy policy, bool initialized, bool ended)
    {
        if (ended)
        {
            return initialized && containers.All(c => LastExit(c) is { ExitCode: 0 }) ? "Succeeded" : "Failed";
        }

        if (!initialized || containers.Any(c => c.State is ContainerState.Waiting && c.LastTermination is null))
        {
            return "Pending";
        }

        if (policy == RestartPolicy.Always || containers.Any(c => c.State is ContainerState.Running))
        {
            return "Running";
        }

        if (containers.All(c => LastExit(c) is { ExitCode: 0 }))
        {
            return "Succeeded";
        }

        return policy == RestartPolicy.Never ? "Failed" : "Running";
    }

    private static ContainerState.Terminated? LastExit(ContainerStatus container) =>
        container.State as ContainerState.Terminated ?? container.LastTermination;
}
