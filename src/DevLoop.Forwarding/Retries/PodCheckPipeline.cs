using DevLoop.Kubernetes.Api;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Retries;

/// <summary>The retry pipelines for asking whether a pod is gone.</summary>
internal static class PodCheckPipeline
{
    /// <summary>The time from one question to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Asks until the cluster has answered, or has refused for a reason that does not pass.</summary>
    public static ResiliencePipeline<bool> UntilAnswered(TimeProvider time) => Create("pod-check", time, untilGone: false);

    /// <summary>As <see cref="UntilAnswered"/>, until the answer is that the pod is gone.</summary>
    public static ResiliencePipeline<bool> UntilGone(TimeProvider time) => Create("pod-gone", time, untilGone: true);

    private static ResiliencePipeline<bool> Create(string name, TimeProvider time, bool untilGone) =>
        new ResiliencePipelineBuilder<bool> { Name = name, TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = Interval,
                ShouldHandle = retry => ValueTask.FromResult(
                    retry.Outcome.Exception is { } e ? MayPass(e) : untilGone && !retry.Outcome.Result),
            })
            .Build();

    private static bool MayPass(Exception e) =>
        e is ClusterConnectionException or ApiException { Reason: not (ApiError.Unauthorized or ApiError.Forbidden) };
}
