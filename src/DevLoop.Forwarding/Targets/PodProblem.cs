namespace DevLoop.Forwarding.Targets;

/// <summary>Why new connections should not go to a pod.</summary>
/// <param name="Topic">What stays the same while only counts and messages in <paramref name="Words"/> change.</param>
/// <param name="Words">For a person: the rest of a sentence that begins with the pod.</param>
internal sealed record PodProblem(string Topic, string Words);
