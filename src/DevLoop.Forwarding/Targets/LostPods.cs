using DevLoop.Forwarding.Retries;
using DevLoop.Kubernetes;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>Asks, after a while, for pods that were reported lost, since what reported it may have been wrong.</summary>
/// <param name="check">Asks for one pod.</param>
/// <param name="found">Called with a pod that is there all the same; from any task.</param>
/// <param name="logger">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class LostPods(IPodCheck check, Action<ForwardTarget> found, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a pod that was reported lost is left alone before it is asked for.</summary>
    public static readonly TimeSpan LossHolds = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly RunningTasks _questions = new();
    private readonly ResiliencePipeline<bool> _untilAnswered = PodCheckPipeline.UntilAnswered(time);

    /// <summary>Asks for a pod after <see cref="LossHolds"/>. Not to be called once this is disposed of.</summary>
    public void Confirm(ForwardTarget lost) => _questions.Add(ConfirmAsync(lost, _stop.Token));

    /// <summary>Ends all questions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _questions.WhenAllEnded();
        _stop.Dispose();
    }

    private async Task ConfirmAsync(ForwardTarget lost, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(LossHolds, time, cancellationToken);
            if (await _untilAnswered.ExecuteAsync(async token => await check.FindAsync(lost, token) is null, cancellationToken))
            {
                PodLog.StaysLost(logger, lost.Pod);
            }
            else
            {
                found(lost);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The forward is over.
        }
        catch (KubernetesException e)
        {
            // Nobody will ever say: what reported the loss may have been wrong.
            PodLog.CannotTell(logger, e, lost.Pod);
            found(lost);
        }
    }
}
