namespace DevLoop.Sandbox.Nodes.Probes;

/// <summary>What one probe found.</summary>
/// <param name="Outcome">Success, failure, or a probe that could not be run, which counts as neither.</param>
/// <param name="Message">Why, when it was no success.</param>
internal readonly record struct ProbeResult(ProbeOutcome Outcome, string Message)
{
    public static readonly ProbeResult Success = new(ProbeOutcome.Success, "");

    public static ProbeResult Failure(string message) => new(ProbeOutcome.Failure, message);

    public static ProbeResult Error(string message) => new(ProbeOutcome.Error, message);
}
