using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Informers;

namespace DevLoop.Forwarding.Events;

/// <summary>Something happened to a forward.</summary>
/// <param name="Entry">Which one.</param>
public abstract record ForwardEvent(PortForwardEntry Entry)
{
    /// <summary>Its local port is bound, and stays so for the life of the forward.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Local">The addresses and ports that it listens on, at least one.</param>
    /// <param name="PassedOver">For each address that <c>localhost</c> also stands for and that could not be bound: why, in a sentence.</param>
    public sealed record Bound(PortForwardEntry Entry, IReadOnlyList<IPEndPoint> Local, IReadOnlyList<string> PassedOver) : ForwardEvent(Entry)
    {
        /// <summary>Why it is not the port that the entry would have liked, in a sentence; null when it is, or was said before.</summary>
        public string? Moved { get; init; }
    }

    /// <summary>It has no pod to connect to.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Why">What it waits for, in words for a person.</param>
    public sealed record Waiting(PortForwardEntry Entry, string Why) : ForwardEvent(Entry)
    {
        /// <summary>What stays the same while only counts and messages in <see cref="Why"/> change, such as those of a pod that crashes. Default: all of it.</summary>
        public string Topic { get; init; } = Why;

        /// <summary>Whether it is the port that it waits for, of which the forwards of the resource's other ports need know nothing.</summary>
        public bool IsOfPort { get; init; }

        /// <summary>Whether it is the cluster that cannot be reached, which is no news of this forward's: <see cref="Reach.ClusterReach"/> tells it.</summary>
        public bool IsClusterLost => Topic == TargetState.ClusterLost;
    }

    /// <summary>It has a pod to connect to: the first one, or another than before.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Target">The pod and the port in it.</param>
    public sealed record Active(PortForwardEntry Entry, ForwardTarget Target) : ForwardEvent(Entry);

    /// <summary>A local client connected.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Local">Where it connected to.</param>
    public sealed record ConnectionAccepted(PortForwardEntry Entry, IPEndPoint Local) : ForwardEvent(Entry);

    /// <summary>
    /// No connection is accepted until others have ended, since the system gives no more: no file descriptors, no memory. Those that
    /// come meanwhile wait.
    /// </summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Local">Where it listens.</param>
    /// <param name="Why">What there is no more of, in words for a person.</param>
    public sealed record AcceptPaused(PortForwardEntry Entry, IPEndPoint Local, string Why) : ForwardEvent(Entry);

    /// <summary>A connection could not be brought to a pod yet, and is tried again.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Attempt">The attempt that failed, from 1.</param>
    /// <param name="Delay">How long until the next one.</param>
    /// <param name="Why">Why it failed, in words for a person.</param>
    public sealed record Retrying(PortForwardEntry Entry, int Attempt, TimeSpan Delay, string Why) : ForwardEvent(Entry);

    /// <summary>One connection failed; the forward and its other connections go on.</summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Local">Where the client had connected to.</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record ConnectionFailed(PortForwardEntry Entry, IPEndPoint Local, string Why) : ForwardEvent(Entry)
    {
        /// <summary>The server's own words, where <see cref="Why"/> says the same for a person; else null.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>
    /// The cluster refuses something that following the target takes. The forward goes on with less: its target may be some seconds
    /// late, or it waits.
    /// </summary>
    /// <param name="Entry">Which one.</param>
    /// <param name="Missing">What is refused; other forwards may miss the same.</param>
    public sealed record PermissionMissing(PortForwardEntry Entry, MissingPermission Missing) : ForwardEvent(Entry)
    {
        /// <summary>That it is refused, in words for a person.</summary>
        public string Why => $"you may not {Missing}";
    }

    /// <summary>It is over, and its local port is free again.</summary>
    /// <param name="Entry">Which one.</param>
    public sealed record Released(PortForwardEntry Entry) : ForwardEvent(Entry);
}
