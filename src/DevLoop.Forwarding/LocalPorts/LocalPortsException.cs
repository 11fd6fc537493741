namespace DevLoop.Forwarding.LocalPorts;

/// <summary>Several entries could not have the local ports that they insist on. The message tells how many; each has its own sentence.</summary>
public sealed class LocalPortsException : Exception
{
    internal LocalPortsException(IReadOnlyList<LocalPortFailure> failures)
        : base(
            failures.Count == 1 ? "A local port cannot be had." : $"{failures.Count} local ports cannot be had.",
            failures[0].Reason) => Sentences = [.. failures.Select(f => f.Reason.Message)];

    /// <summary>What is wrong with each, and what to do.</summary>
    public IReadOnlyList<string> Sentences { get; }
}
