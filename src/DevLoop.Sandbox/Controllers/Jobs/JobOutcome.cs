namespace DevLoop.Sandbox.Controllers.Jobs;

/// <summary>How a job has ended.</summary>
/// <param name="Condition"><c>Complete</c> or <c>Failed</c>.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">One sentence.</param>
internal sealed record JobOutcome(string Condition, string Reason, string Message)
{
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    public static readonly JobOutcome CompletionsReached = new(Complete, "CompletionsReached", "Reached expected number of succeeded pods");
    public static readonly JobOutcome BackoffLimitExceeded = new(Failed, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    public static readonly JobOutcome DeadlineExceeded = new(Failed, "DeadlineExceeded", "Job was active longer than specified deadline");

    /// <summary>The condition that comes before the end, while the last pods go.</summary>
    public string Announcement => Condition == Complete ? "SuccessCriteriaMet" : "FailureTarget";
}
