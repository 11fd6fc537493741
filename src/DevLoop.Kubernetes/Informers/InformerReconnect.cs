using DevLoop.Kubernetes.Api;
using Polly;
using Polly.Retry;

namespace DevLoop.Kubernetes.Informers;

/// <summary>How informers come back after a failure, unless they are given another way.</summary>
public static class InformerReconnect
{
    /// <summary>The pipeline's name in telemetry.</summary>
    public const string Name = "informer-reconnect";

    /// <summary>
    /// Tries again for ever: after half a second, then twice as long each time up to 30 s, with jitter; or when a server
    /// that refused has said.
    /// </summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { Name = Name, TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = Name,
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as ApiException)?.RetryAfter),
            })
            .Build();
}
