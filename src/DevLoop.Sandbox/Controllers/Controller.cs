using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers;

/// <summary>
/// A loop that makes a part of the cluster what its objects say it should be. It follows its sources and looks, one after the other,
/// at the objects that changes concern. Looking at an object whose part is as it should be writes nothing.
/// </summary>
/// <param name="context">The cluster.</param>
/// <param name="manager">The controller's name as an owner of fields.</param>
internal abstract class Controller(ControllerContext context, string manager)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly WorkQueue _queue = new(context.Clock);

    protected ControllerClient Client { get; } = new(context, manager);

    /// <summary>The kinds that it follows.</summary>
    protected abstract IReadOnlyList<ControllerSource> Sources { get; }

    /// <summary>Makes one object's part of the cluster what it should be.</summary>
    protected abstract void Reconcile(ObjectKey key);

    /// <summary>Runs until <paramref name="stopping"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll([WorkAsync(stopping), .. Sources.Select(source => FollowAsync(source, stopping))]);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
        finally
        {
            _queue.Stop();
        }
    }

    /// <summary>Looks at an object when a time has come, whether it has changed by then or not.</summary>
    protected void LookAgain(ObjectKey key, DateTimeOffset due) => _queue.AddAt(key, due);

    private async Task FollowAsync(ControllerSource source, CancellationToken stopping)
    {
        await Task.Yield();
        while (true)
        {
            var list = context.Store.List(source.Resource);
            Add(list.Items.SelectMany(source.Keys));
            try
            {
                await foreach (var change in context.Store.WatchAsync(source.Resource, null, list.ResourceVersion, stopping))
                {
                    Add(source.Keys(change.Object));
                    Add(change.Previous is null ? [] : source.Keys(change.Previous));
                }
            }
            catch (StoreException e) when (e.Error == StoreError.Expired)
            {
                // Fell behind more changes than are kept: the next list has them all.
            }
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (true)
        {
            var key = await _queue.TakeAsync(stopping);
            try
            {
                Reconcile(key);
            }
            catch (StoreException e) when (e.Error == StoreError.Conflict)
            {
                _queue.Add(key);
            }
            catch (StoreException e) when (e.Error == StoreError.NotFound)
            {
                // An object went while its part was being done. Its end is a change that brings the key back, and if not, this does.
                _queue.AddAt(key, Client.Now + RetryDelay);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.ReconcileFailed(context.Logger, e, GetType().Name, key.Namespace, key.Name);
                _queue.AddAt(key, Client.Now + RetryDelay);
            }
        }
    }

    private void Add(IEnumerable<ObjectKey> keys)
    {
        foreach (var key in keys)
        {
            _queue.Add(key);
        }
    }
}
