namespace DevLoop.Forwarding.Targets;

/// <summary>Where a forward goes now.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Uid">Tells a pod from one that was made anew under its name.</param>
/// <param name="Port">The port in the pod.</param>
/// <param name="Node">The node that runs it: a pod without one cannot be forwarded to, by whatever route.</param>
public sealed record ForwardTarget(string Namespace, string Pod, string Uid, int Port, string Node);
