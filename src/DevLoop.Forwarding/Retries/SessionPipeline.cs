using DevLoop.Kubernetes.Api;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipeline for bringing one local connection to a pod.</summary>
internal static class SessionPipeline
{
    /// <summary>How long a local connection is held before it counts as failed.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tries until <see cref="Hold"/> is over, from 0.1 s apart up to 2 s, or when a server that refused has said. A refusal that will not change by itself
    /// (who asks is unknown, or may not) is not tried again.
    /// </summary>
    public static ResiliencePipeline Create(TimeProvider time, Action<int, TimeSpan, Exception> retrying) =>
        new ResiliencePipelineBuilder { Name = "session", TimeProvider = time }
            .AddTimeout(Hold)
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
        _ => false,
    };
}
