using System.Collections.Concurrent;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Informers;

/// <summary>A pool on a server that answers lists as it is told, and whose watches are silent.</summary>
internal sealed class PoolScene : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private readonly TestCluster _cluster;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _watched = new();
    private readonly SemaphoreSlim _closed = new(0);
    private int _openWatches;

    /// <param name="list">Answers lists and gets.</param>
    /// <param name="options">The pool's. Default: 1 ms to settle, and as it is otherwise.</param>
    /// <param name="clock">The pool's clock. Default: the system's.</param>
    public PoolScene(Func<ScriptedExchange, Task> list, InformerPoolOptions? options = null, TimeProvider? clock = null)
    {
        _server = new ScriptedServer(x => x.Request.Query("watch") is null ? list(x) : WatchAsync(x));
        _cluster = new TestCluster(_server.Url);
        Options = options ?? new InformerPoolOptions { Settle = TimeSpan.FromMilliseconds(1) };
        Pool = new InformerPool(_cluster.Api, InformerScene.AtOnce, _cluster.Log, clock ?? TimeProvider.System, Options);
    }

    public InformerPool Pool { get; }

    public InformerPoolOptions Options { get; }

    public int OpenWatches => Volatile.Read(ref _openWatches);

    /// <summary>Such as <c>list</c> or <c>watch metadata.name=a</c>, in order.</summary>
    public IEnumerable<string> Requests => _server.Requests.Select(Describe);

    public InformerLease<Pod> Rent(ResourceDemand demand) => Pool.Rent<Pod>("default", demand);

    /// <summary>Completes when this watch has been asked for.</summary>
    public Task WatchedAsync(string request) => Watched(request).Task.Within(request);

    /// <summary>Completes when the server sees no watch any more.</summary>
    public async Task UnwatchedAsync()
    {
        while (OpenWatches > 0)
        {
            await _closed.WaitAsync().Within("end of the watches");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await _server.DisposeAsync();
        _cluster.Dispose();
        _closed.Dispose();
    }

    private static string Describe(ScriptedRequest request) =>
        $"{(request.Query("watch") is null ? "list" : "watch")} {request.Query("fieldSelector")}{request.Query("labelSelector")}".TrimEnd();

    private async Task WatchAsync(ScriptedExchange x)
    {
        Interlocked.Increment(ref _openWatches);
        try
        {
            Watched(Describe(x.Request)).TrySetResult();
            await x.BeginStreamAsync();
            // The client sends nothing any more: this ends when it closes the connection.
            await x.Stream.ReadExactlyAsync(new byte[1], x.Stopped);
        }
        finally
        {
            Interlocked.Decrement(ref _openWatches);
            _closed.Release();
        }
    }

    private TaskCompletionSource Watched(string request) =>
        _watched.GetOrAdd(request, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
