using DevLoop.Forwarding.LocalPorts;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipeline that keeps one entry forwarded: one that fails hurts no other one, and comes back by itself.</summary>
internal static class ForwarderPipeline
{
    /// <summary>
    /// Tries again until cancelled, whatever happened, be it that something within was cancelled by itself: from 0.5 s apart up to
    /// 30 s, and a local port that could not be had every 5 s, since somebody may give it back at any moment.
    /// </summary>
    public static ResiliencePipeline Create(TimeProvider time, Action<int, TimeSpan, Exception> retrying) =>
        new ResiliencePipelineBuilder { Name = "forwarder", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = static retry => ValueTask.FromResult<TimeSpan?>(retry.Outcome.Exception is LocalPortException ? TimeSpan.FromSeconds(5) : null),
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                OnRetry = args =>
                {
                    retrying(args.AttemptNumber + 1, args.RetryDelay, args.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
