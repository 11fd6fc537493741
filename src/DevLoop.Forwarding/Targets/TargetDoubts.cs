using DevLoop.Kubernetes;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Asks for the target by its name when it took no connection, so that the forward need not wait for a watch that is late. Those who
/// doubt at the same time share one question.
/// </summary>
/// <param name="check">Asks for one pod.</param>
/// <param name="tracker">Who is told the answer.</param>
/// <param name="logger">Where to log.</param>
internal sealed class TargetDoubts(IPodCheck check, TargetTracker tracker, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RunningTasks _questions = new();
    private (ForwardTarget? Target, Task Answer) _last = (null, Task.CompletedTask);

    /// <summary>Asks for a target that took no connection, without waiting for the answer.</summary>
    public void Raise(ForwardTarget target)
    {
        if (tracker.State.Target == target)
        {
            _ = Ask(target);
        }
    }

    /// <summary>
    /// Asks for a target that took no connection, unless the forward has left it anyway; then, whether it still is the target. It is,
    /// if nobody can say. Not to be called once this is disposed of.
    /// </summary>
    public async ValueTask<bool> IsStillTargetAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        if (tracker.State.Target == target)
        {
            await Ask(target).WaitAsync(cancellationToken);
        }

        return tracker.State.Target == target;
    }

    /// <summary>Ends all questions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _questions.WhenAllEnded();
        _stop.Dispose();
    }

    private Task Ask(ForwardTarget target)
    {
        lock (_gate)
        {
            if (_last.Target != target || _last.Answer.IsCompleted)
            {
                _last = (target, AskAsync(target, _stop.Token));
                _questions.Add(_last.Answer);
            }

            return _last.Answer;
        }
    }

    private async Task AskAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (tracker.ShownVersion(target) is { } version)
            {
                tracker.Correct(target, version, await check.FindAsync(target, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The forward is over.
        }
        catch (KubernetesException e)
        {
            PodLog.CannotAsk(logger, e, target.Pod);
        }
    }
}
