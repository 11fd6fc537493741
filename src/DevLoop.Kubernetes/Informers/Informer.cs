using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// Lists the objects of a kind and then watches them: a view of the cluster that follows it, across ended watches, lost
/// connections and expired versions. One task does all the work, from <see cref="Start"/> to <see cref="DisposeAsync"/>.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class Informer<T> : IAsyncDisposable
    where T : class, IResource<T>
{
    /// <summary>A watch that ends sooner, without an event, is not asked for again at once.</summary>
    private static readonly TimeSpan ShortestUsefulWatch = TimeSpan.FromSeconds(1);

    private readonly ApiClient _api;
    private readonly InformerOptions _options;
    private readonly ResiliencePipeline _reconnect;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InformerFeed<T> _feed;
    private Task _work = Task.CompletedTask;
    private int _started;
    private int _disposed;

    /// <summary>Where to go on from; null when a list is due. Used by the one task only.</summary>
    private string? _version;

    /// <summary>Does nothing until <see cref="Start"/>.</summary>
    /// <param name="api">The cluster; must outlive the informer.</param>
    /// <param name="options">Which objects to follow.</param>
    /// <param name="reconnect">How to come back after a failure, see <see cref="InformerReconnect"/>.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="time">The clock.</param>
    public Informer(ApiClient api, InformerOptions options, ResiliencePipeline reconnect, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _api = api;
        _options = options;
        _reconnect = reconnect;
        _time = time;
        _logger = loggerFactory.CreateLogger<Informer<T>>();
        _feed = new InformerFeed<T>(_logger);
    }

    /// <summary>The objects as they are known now.</summary>
    public ResourceView<T> View => _feed.View;

    /// <summary>How it is doing.</summary>
    public InformerStatus Status => _feed.Status;

    /// <summary>Begins to list and watch. To be called once.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("An informer can be started only once.");
        }

        _work = Task.Run(RunAsync);
    }

    /// <summary>
    /// Calls <paramref name="changed"/> for every object there is, as added, and from then on for every change, in order.
    /// It is called from the task that reads the watch: it must be quick and must not block. Disposing of the result ends it.
    /// </summary>
    public IDisposable Subscribe(Action<ResourceChange<T>> changed) => _feed.Subscribe(changed);

    /// <summary>As <see cref="Subscribe"/>, for <see cref="Status"/>: called with the one there is, then with each new one.</summary>
    public IDisposable SubscribeToStatus(Action<InformerStatus> changed) => _feed.SubscribeToStatus(changed);

    /// <summary>Completes when the first list is there. An informer that fails goes on trying: see <see cref="Status"/>.</summary>
    /// <exception cref="ObjectDisposedException">The informer was disposed of before.</exception>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Ends the watch and the task.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _work;
        _synced.TrySetException(new ObjectDisposedException(nameof(Informer<>)));
        // Nobody may have waited: then nobody has to see it.
        _ = _synced.Task.Exception;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await _reconnect.ExecuteAsync(FollowOnceAsync, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of: the only way this ends when the pipeline tries for ever.
        }
        catch (Exception e)
        {
            // The injected pipeline has given up.
            Report(e);
            _synced.TrySetException(e);
        }
    }

    /// <summary>
    /// One list, if one is due, and one watch. Throws what the pipeline is to wait for; returns when the next turn may
    /// come at once, which also ends the pipeline's count of failures.
    /// </summary>
    private async ValueTask FollowOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var listed = _version is null;
            _version ??= await ListAsync(cancellationToken);
            await WatchAsync(listed, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Report(e);
            throw;
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var list = await _api.ListAsync<T>(_options.Namespace, _options.Selector, cancellationToken);
        var version = list.Metadata.ResourceVersion ?? "";
        CheckCount(list.Items.Count);
        InformerLog.Listed(_logger, list.Items.Count, T.Kind.Plural, version);
        _feed.Replace(list.Items.Where(i => i.Metadata.Name.Length > 0));
        _feed.Update(s => s with { IsSynced = true });
        _synced.TrySetResult();
        return version;
    }

    /// <param name="listed">Whether the version to go on from is of a list made just now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task WatchAsync(bool listed, CancellationToken cancellationToken)
    {
        var options = new WatchOptions { ResourceVersion = _version, Selector = _options.Selector, Timeout = _options.WatchTimeout };
        long? opened = null;
        var events = 0;
        try
        {
            using var watch = await _api.OpenWatchAsync<T>(_options.Namespace, options, cancellationToken);
            opened = _time.GetTimestamp();
            Watching();
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
        catch (ApiException e) when (e.Reason == ApiError.Expired || opened is not null)
        {
            // Whatever the server says inside a watch, only a list is a sound place to go on from. A list that is too old
            // at once is no place at all, and worth a pause.
            _version = null;
            if (listed && events == 0)
            {
                throw;
            }

            InformerLog.Expired(_logger, T.Kind.Plural, e.Message);
            return;
        }
        catch (ClusterConnectionException e) when (WasUseful())
        {
            // It went well until now: the next try may come at once, and only if that fails too is there to be waited.
            Report(e);
            return;
        }
        finally
        {
            _feed.Update(s => s with { IsWatching = false });
        }

        if (!WasUseful())
        {
            throw new WatchEndedException(T.Kind.Plural);
        }

        bool WasUseful() => events > 0 || (opened is { } since && _time.GetElapsedTime(since) >= ShortestUsefulWatch);
    }

    private void Apply(WatchEvent<T> next)
    {
        switch (next)
        {
            case { Type: WatchEventType.Deleted, Resource: { } gone }:
                _feed.Remove(gone);
                break;
            case { Resource: { } resource }:
                CheckCount(View.Count);
                _feed.Put(resource);
                break;
        }

        if (next.ResourceVersion.Length > 0)
        {
            _version = next.ResourceVersion;
        }
    }

    private void CheckCount(int count)
    {
        if (count > _options.MaxObjects)
        {
            _version = null;
            throw new ClusterConnectionException(
                ClusterConnectionError.AnswerTooLarge,
                $"There are more than {_options.MaxObjects} {T.Kind.Plural}: follow one namespace, or fewer of them by label.");
        }
    }

    private void Watching()
    {
        if (Status.FailuresInARow > 0)
        {
            InformerLog.Recovered(_logger, T.Kind.Plural);
        }

        _feed.Update(s => s with { IsWatching = true, Failure = null, FailuresInARow = 0 });
    }

    private void Report(Exception e)
    {
        InformerLog.Failed(_logger, e, T.Kind.Plural, e.Message);
        _feed.Update(s => s with { IsWatching = false, Failure = e, FailuresInARow = s.FailuresInARow + 1 });
    }
}
