using System.Net;
using DevLoop.Sandbox.Nodes.Containers;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>What a node knows of a pod at one moment.</summary>
/// <param name="Containers">The containers, in the order of the spec.</param>
/// <param name="InitContainers">The init containers, in the order of the spec.</param>
/// <param name="Address">The pod's address.</param>
/// <param name="StartTime">When the node took the pod on.</param>
/// <param name="Initialized">Whether all init containers are done, or run beside the others.</param>
/// <param name="Eviction">Why the node does not run the pod any more; null when it does.</param>
/// <param name="Ended">Whether every container has ended and none will start again.</param>
internal sealed record PodSnapshot(
    IReadOnlyList<ContainerStatus> Containers,
    IReadOnlyList<ContainerStatus> InitContainers,
    IPAddress Address,
    DateTimeOffset StartTime,
    bool Initialized,
    bool Ended,
    string? Eviction);
