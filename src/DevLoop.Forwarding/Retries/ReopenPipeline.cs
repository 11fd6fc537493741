using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipeline for the streams of one local connection, of which nobody has seen a byte yet.</summary>
internal static class ReopenPipeline
{
    /// <summary>
    /// How long a pod that refuses a connection, although nothing is known against it, is asked again. Its program may be starting
    /// anew, which a kubelet says 1 to 2 s late.
    /// </summary>
    public static readonly TimeSpan RefusalsHold = TimeSpan.FromSeconds(3);

    /// <summary>Opens another stream for each <see cref="StreamLostException"/>: at once where it says so, else from 50 ms apart up to 0.5 s.</summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { Name = "reopen", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(0.5),
                BackoffType = DelayBackoffType.Exponential,
                DelayGenerator = static retry => ValueTask.FromResult<TimeSpan?>(retry.Outcome.Exception is StreamLostException { AtOnce: true } ? TimeSpan.Zero : null),
                ShouldHandle = new PredicateBuilder().Handle<StreamLostException>(),
            })
            .Build();
}
