using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipeline for bringing one local connection to a pod.</summary>
internal static class SessionPipeline
{
    /// <summary>How long this connection may still be held; by default as long as one that has just come.</summary>
    public static readonly ResiliencePropertyKey<TimeSpan> Left = new("left of the hold");

    /// <summary>
    /// Tries until the hold is over, from 0.1 s apart up to 2 s, or when a server that refused has said. A refusal that will not change
    /// by itself (who asks is unknown, or may not) is not tried again.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="hold">How long a local connection is held before it counts as failed; zero: it is tried once.</param>
    /// <param name="retrying">Called with the number of the attempt that failed, the delay until the next one, and why it failed.</param>
    public static ResiliencePipeline Create(TimeProvider time, TimeSpan hold, Action<int, TimeSpan, Exception> retrying) =>
        hold == TimeSpan.Zero ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { Name = "session", TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = args => ValueTask.FromResult(args.Context.Properties.GetValue(Left, hold)) })
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as ApiException)?.RetryAfter),
                ShouldHandle = args => ValueTask.FromResult(MayPass(args.Outcome.Exception)),
                OnRetry = args =>
                {
                    retrying(args.AttemptNumber + 1, args.RetryDelay, args.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Whether a later attempt may go better, without anybody doing anything about it.</summary>
    public static bool MayPass(Exception? e) => e switch
    {
        ApiException { Reason: ApiError.NotFound or ApiError.ServerFailed or ApiError.TooManyRequests } => true,
        ClusterConnectionException { Reason: not (ClusterConnectionError.TlsFailed or ClusterConnectionError.UpgradeRefused) } => true,
        PortForwardException => true,
        _ => false,
    };
}
