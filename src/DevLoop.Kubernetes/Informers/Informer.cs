using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// Lists the objects of a kind and then watches them: a view of the cluster that follows it, across ended watches, lost
/// connections and expired versions. Where it may not watch it polls, see <see cref="InformerFollowing"/>. One task does all
/// the work, from <see cref="Start"/> to <see cref="DisposeAsync"/>.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class Informer<T> : IAsyncDisposable
    where T : class, IResource<T>
{
    private readonly ResiliencePipeline _reconnect;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InformerContext<T> _context;
    private readonly Follower<T> _follower;
    private Task _work = Task.CompletedTask;
    private int _started;
    private int _disposed;

    /// <summary>Does nothing until <see cref="Start"/>.</summary>
    /// <param name="api">The cluster; must outlive the informer.</param>
    /// <param name="options">Which objects to follow.</param>
    /// <param name="reconnect">How to come back after a failure, see <see cref="InformerReconnect"/>.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">There are names, but no namespace to get them from.</exception>
    public Informer(ApiClient api, InformerOptions options, ResiliencePipeline reconnect, ILoggerFactory loggerFactory, TimeProvider time)
    {
        if (options is { Names.Count: > 0, Namespace: null } && T.Kind.Namespaced)
        {
            throw new ArgumentException($"The names of {T.Kind.Plural} say nothing without their namespace: name it too.", nameof(options));
        }

        _reconnect = reconnect;
        _context = new InformerContext<T>(api, options, loggerFactory.CreateLogger<Informer<T>>(), time);
        _follower = new Follower<T>(_context);
        _context.Status.SubscribeToUpdates(NoteSync);
    }

    /// <summary>The objects as they are known now.</summary>
    public ResourceView<T> View => _context.View.View;

    /// <summary>How it is doing.</summary>
    public InformerStatus Status => _context.Status.Current;

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
    /// The call waits for a change that is being told: no lock may be held that a listener takes.
    /// </summary>
    public IDisposable Subscribe(Action<ResourceChange<T>> changed) => _context.View.Subscribe(changed);

    /// <summary>As <see cref="Subscribe"/>, for <see cref="Status"/>: called with the one there is, then with each new one.</summary>
    public IDisposable SubscribeToStatus(Action<InformerStatus> changed) => _context.Status.Subscribe(changed);

    /// <summary>Completes when the view can be believed. An informer that fails goes on trying: see <see cref="Status"/>.</summary>
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

    /// <summary>Changes <see cref="InformerOptions.Names"/>.</summary>
    internal void Rename(IReadOnlyCollection<string> names) => _context.Names = names;

    /// <summary>Tells what comes from now on. To be called before <see cref="Start"/>.</summary>
    internal void Listen(Action<ViewUpdate<T>> updated, Action<InformerStatus> changed)
    {
        _context.View.SubscribeToUpdates(updated);
        _context.Status.SubscribeToUpdates(changed);
    }

    private void NoteSync(InformerStatus status)
    {
        if (status.IsSynced)
        {
            _synced.TrySetResult();
        }
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
            if (Status.Failure != e)
            {
                _context.Failed(e);
            }

            _synced.TrySetException(e);
        }
    }

    private async ValueTask FollowOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _follower.FollowOnceAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _context.Failed(e);
            throw;
        }
    }
}
