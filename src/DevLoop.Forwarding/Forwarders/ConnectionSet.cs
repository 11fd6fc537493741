namespace DevLoop.Forwarding.Forwarders;

/// <summary>The connections of one forward that are open.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _open = [];

    /// <summary>Takes one in until it ends.</summary>
    /// <param name="connection">Must not fail.</param>
    public void Add(Task connection)
    {
        lock (_gate)
        {
            _open.Add(connection);
        }

        _ = connection.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Waits until those that are open now have ended.</summary>
    public Task WhenAllEnded()
    {
        lock (_gate)
        {
            return Task.WhenAll(_open);
        }
    }

    private void Remove(Task connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }
}
