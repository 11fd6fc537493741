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
    /// The longest pause, also of those that a server asks for: somebody waits at a terminal, a cluster that is overloaded says 1 s,
    /// and one request in 30 s is no load.
    /// </summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tries again for ever: after half a second, then twice as long each time up to <see cref="MaxDelay"/>, with jitter; or when a
    /// server that refused has said, within the same bound.
    /// </summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { Name = Name, TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = Name,
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                DelayGenerator = static retry => ValueTask.FromResult(Asked(retry.Outcome.Exception)),
            })
            .Build();

    /// <summary>Null when the server has not said.</summary>
    private static TimeSpan? Asked(Exception? e) =>
        (e as ApiException)?.RetryAfter is { } asked ? TimeSpan.FromTicks(Math.Min(asked.Ticks, MaxDelay.Ticks)) : null;
}
