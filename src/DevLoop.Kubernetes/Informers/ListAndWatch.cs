using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Informers;

/// <summary>Lists the objects, and watches them from where the list or the watch before ended. Used by one task at a time.</summary>
internal sealed class ListAndWatch<T>(InformerContext<T> context)
    where T : class, IResource<T>
{
    /// <summary>A watch that ends sooner, without an event, is not asked for again at once.</summary>
    private static readonly TimeSpan ShortestUsefulWatch = TimeSpan.FromSeconds(1);

    /// <summary>Where to go on from; null when a list is due.</summary>
    private string? _version;

    /// <summary>The version is of a list that no watch has followed yet.</summary>
    private bool _isFresh;

    public bool IsListDue => _version is null;

    /// <summary>Makes the view what the cluster holds.</summary>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        _version = null;
        var list = await context.Api.ListAsync<T>(context.Options.Namespace, context.Options.Selector, cancellationToken);
        CheckCount(list.Items.Count);
        InformerLog.Listed(context.Logger, list.Items.Count, T.Kind.Plural, list.Metadata.ResourceVersion);
        context.View.Replace(list.Items.Where(i => i.Metadata.Name.Length > 0));
        context.Status.Update(s => s.Listed());
        _version = list.Metadata.ResourceVersion ?? "";
        _isFresh = true;
    }

    /// <summary>
    /// One watch. Throws what is to be waited for; returns when the next turn, which may begin with a list, may come at once.
    /// </summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        var options = new WatchOptions { ResourceVersion = _version, Selector = context.Options.Selector, Timeout = context.Options.WatchTimeout };
        var isFresh = _isFresh;
        _isFresh = false;
        long? opened = null;
        var events = 0;
        try
        {
            using var watch = await context.Api.OpenWatchAsync<T>(context.Options.Namespace, options, cancellationToken);
            opened = context.Time.GetTimestamp();
            context.Follows(InformerFollowing.Watching);
            await foreach (var next in watch.ReadAsync(cancellationToken))
            {
                if (next.Error is { } error)
                {
                    throw error;
                }

                events++;
                Apply(next);
            }
        }
        catch (ApiException e) when (e.Reason == ApiError.Expired || e.IsVersionTooLarge || opened is not null)
        {
            // Whatever the server says inside a watch, only a list is a sound place to go on from. A list that is too old
            // at once is no place at all, and worth a pause.
            _version = null;
            if (isFresh && events == 0)
            {
                throw;
            }

            InformerLog.Expired(context.Logger, T.Kind.Plural, e.Message);
            return;
        }
        catch (ClusterConnectionException e) when (WasUseful() && !IsListDue)
        {
            // It went well until now: the next try may come at once, and only if that fails too is there to be waited.
            context.Failed(e);
            return;
        }

        if (!WasUseful())
        {
            throw new WatchEndedException(T.Kind.Plural);
        }

        bool WasUseful() => events > 0 || (opened is { } since && context.Time.GetElapsedTime(since) >= ShortestUsefulWatch);
    }

    private void Apply(WatchEvent<T> next)
    {
        switch (next)
        {
            case { Type: WatchEventType.Deleted, Resource: { } gone }:
                context.View.Remove(gone);
                break;
            case { Resource: { } resource }:
                CheckCount(context.View.View.Count);
                context.View.Put(resource);
                break;
        }

        if (next.ResourceVersion.Length > 0)
        {
            _version = next.ResourceVersion;
        }
    }

    private void CheckCount(int count)
    {
        if (count > context.Options.MaxObjects)
        {
            _version = null;
            throw new ClusterConnectionException(
                ClusterConnectionError.AnswerTooLarge,
                $"There are more than {context.Options.MaxObjects} {T.Kind.Plural}: follow one namespace, or fewer of them by label.");
        }
    }
}
