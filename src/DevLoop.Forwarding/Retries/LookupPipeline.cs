using DevLoop.Kubernetes.Api;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipeline for looking a resource up at the start.</summary>
internal static class LookupPipeline
{
    /// <summary>The longest that a server may ask to be left alone; one that wants longer is not asked again.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asks five times within about four seconds, or when a server that refused has said: long enough for an API server that is
    /// started again behind its load balancer, short enough for somebody who has mistyped an address.
    /// </summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { Name = "resource-lookup", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 4,
                Delay = TimeSpan.FromMilliseconds(250),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = static retry => ValueTask.FromResult(RetryAfter(retry.Outcome.Exception)),
                ShouldHandle = static retry => ValueTask.FromResult(MayPass(retry.Outcome.Exception)),
            })
            .Build();

    private static bool MayPass(Exception? e) => e switch
    {
        ApiException { Reason: ApiError.ServerFailed or ApiError.TooManyRequests } => !(RetryAfter(e) > MaxDelay),

        // Not those that have taken their time already, such as a server that does not answer.
        ClusterConnectionException { Reason: ClusterConnectionError.ConnectionRefused or ClusterConnectionError.ConnectionLost } => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(Exception? e) => (e as ApiException)?.RetryAfter;
}
