namespace DevLoop.Kubernetes.Api;

/// <summary>A caller's cancellation and a limit in one token, which can be told apart afterwards.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        Limit = limit;
        _caller = caller;
        _limit = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
    }

    public TimeSpan Limit { get; private set; }

    public CancellationToken Token => _either.Token;

    /// <summary>The time is up, and it was not the caller who had enough.</summary>
    public bool IsExceeded => _limit.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Sets another limit, from now on.</summary>
    public void Restart(TimeSpan limit)
    {
        Limit = limit;
        _limit.CancelAfter(limit);
    }

    /// <summary>Lets time pass uncounted until <see cref="Restart"/>.</summary>
    public void Suspend() => _limit.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
