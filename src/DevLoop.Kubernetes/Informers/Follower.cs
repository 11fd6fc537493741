using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// Follows the cluster in the best way that the server allows: list and watch; else list from time to time; else, where names
/// are known, get. Polling, it tries the better ways again from time to time. Used by one task.
/// </summary>
internal sealed class Follower<T>(InformerContext<T> context)
    where T : class, IResource<T>
{
    private readonly ListAndWatch<T> _list = new(context);
    private readonly GetPoll<T> _get = new(context);
    private InformerFollowing _way = InformerFollowing.Watching;
    private long _pollingSince;

    /// <summary>
    /// One watch with the list before it, if one is due; or one poll and the wait after it. Throws what is to be waited for;
    /// returns when the next turn may come at once.
    /// </summary>
    public async Task FollowOnceAsync(CancellationToken cancellationToken)
    {
        if (_way != InformerFollowing.Watching && context.Time.GetElapsedTime(_pollingSince) >= context.Options.WatchRetryInterval)
        {
            _way = InformerFollowing.Watching;
        }

        await (_way switch
        {
            InformerFollowing.PollingList => PollListAsync(cancellationToken),
            InformerFollowing.PollingGet => PollGetAsync(cancellationToken),
            _ => WatchAsync(cancellationToken),
        });
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (_list.IsListDue && !await TryListAsync(cancellationToken))
        {
            return;
        }

        try
        {
            await _list.WatchAsync(cancellationToken);
        }
        catch (ApiException e) when (InformerContext<T>.IsRefusal(e))
        {
            context.Refused("watch", e);
            Poll(InformerFollowing.PollingList);
            await WaitAsync(cancellationToken);
        }
    }

    private async Task PollListAsync(CancellationToken cancellationToken)
    {
        if (await TryListAsync(cancellationToken))
        {
            await WaitAsync(cancellationToken);
        }
    }

    private async Task PollGetAsync(CancellationToken cancellationToken)
    {
        if (context.Names is not { Count: > 0 } names)
        {
            _way = InformerFollowing.Watching;
            return;
        }

        try
        {
            await _get.PollAsync(names, cancellationToken);
        }
        catch (ApiException e) when (InformerContext<T>.IsRefusal(e))
        {
            // Nothing is allowed: whatever is first must be noticed.
            _way = InformerFollowing.Watching;
            throw;
        }

        await WaitAsync(cancellationToken);
    }

    /// <summary>False when it may not list and there are names to get instead.</summary>
    private async Task<bool> TryListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _list.ListAsync(cancellationToken);
            return true;
        }
        catch (ApiException e) when (InformerContext<T>.IsRefusal(e))
        {
            context.Refused("list", e);
            context.Status.Update(s => s with { ListRefusal = e });
            _way = InformerFollowing.Watching;
            if (context.Names.Count == 0)
            {
                throw;
            }

            Poll(InformerFollowing.PollingGet);
            return false;
        }
    }

    private void Poll(InformerFollowing way)
    {
        _way = way;
        _pollingSince = context.Time.GetTimestamp();
    }

    private Task WaitAsync(CancellationToken cancellationToken)
    {
        context.Follows(_way);
        return Task.Delay(context.Options.PollInterval, context.Time, cancellationToken);
    }
}
