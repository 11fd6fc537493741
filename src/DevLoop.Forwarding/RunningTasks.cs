namespace DevLoop.Forwarding;

/// <summary>Tasks that somebody owns: those that still run are known, so that their owner ends after them.</summary>
internal sealed class RunningTasks
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Takes one in until it ends.</summary>
    /// <param name="task">Must not fail.</param>
    public void Add(Task task)
    {
        lock (_gate)
        {
            _running.Add(task);
        }

        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Waits until those that run now have ended.</summary>
    public Task WhenAllEnded()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    private void Remove(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }
}
