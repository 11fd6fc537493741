using DevLoop.PortForward;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>What a pod does with a connection: it greets with its name and then echoes, unless it refuses.</summary>
/// <param name="Name">What it sends first.</param>
/// <param name="Refusal">The server's word on why the connection failed; null when it did not.</param>
internal sealed record ScriptedPod(string Name, string? Refusal = null)
{
    /// <summary>How its side fails in place of an answer; null when it does not.</summary>
    public PortForwardException? Failure { get; init; } = Refusal is null ? null : new PortForwardException(PortForwardError.Refused, Refusal);

    /// <summary>Whether it fails only once it has got something.</summary>
    public bool FailsLate { get; init; }

    /// <summary>Whether it sends nothing by itself.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether the wire tells it that the client has ended its side.</summary>
    public bool SupportsHalfClose { get; init; } = true;

    /// <summary>Completes when the client has ended its side, whether it is told or not.</summary>
    public TaskCompletionSource ClientEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
