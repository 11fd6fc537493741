using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// Informers that are shared: however many users a kind has in a namespace, it is listed once and watched once, and no more
/// of it than they need together. All namespaces are a place of their own, beside each single one.
/// </summary>
/// <param name="api">The cluster; must outlive the pool.</param>
/// <param name="reconnect">How informers come back after a failure, see <see cref="InformerReconnect"/>.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
/// <param name="options">How to follow. Default: the defaults.</param>
public sealed class InformerPool(
    ApiClient api, ResiliencePipeline reconnect, ILoggerFactory loggerFactory, TimeProvider time, InformerPoolOptions? options = null) : IAsyncDisposable
{
    private readonly InformerPoolOptions _options = options ?? new InformerPoolOptions();
    private readonly Lock _gate = new();
    private readonly Dictionary<(Type Kind, string? Namespace), ISharedInformer> _shared = [];
    private readonly RetiredInformers _retired = new();
    private bool _disposed;

    /// <summary>
    /// Begins to follow what <paramref name="demand"/> says, or joins those who do. To be disposed of by who is no longer
    /// interested; what nobody is interested in is followed for some seconds more, for who comes back.
    /// </summary>
    /// <param name="ns">The namespace; null for all of them, or a kind without.</param>
    /// <param name="demand">Which of the objects.</param>
    /// <typeparam name="T">The kind.</typeparam>
    /// <exception cref="ArgumentException">No namespace can have this name.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed of.</exception>
    public InformerLease<T> Rent<T>(string? ns, ResourceDemand demand)
        where T : class, IResource<T>
    {
        var place = T.Kind.Namespaced ? ns : null;
        _ = place is null ? null : ResourcePath.Segment(place);
        InformerLease<T> lease;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            lease = SharedFor<T>(place).Rent(demand);
        }

        lease.Refresh();
        return lease;
    }

    /// <summary>Ends every informer. Leases keep the view they had, and are told nothing any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (_gate)
        {
            _disposed = true;
            foreach (var shared in _shared.Values)
            {
                shared.End();
            }

            _shared.Clear();
            ended = _retired.Ended;
        }

        await ended;
    }

    private SharedInformer<T> SharedFor<T>(string? ns)
        where T : class, IResource<T>
    {
        var key = (typeof(T), ns);
        if (_shared.TryGetValue(key, out var known))
        {
            return (SharedInformer<T>)known;
        }

        var shared = new SharedInformer<T>(
            _gate,
            selector => new Informer<T>(api, _options.Informer with { Namespace = ns, Selector = selector, Names = [] }, reconnect, loggerFactory, time),
            _retired,
            _options,
            canGet: ns is not null || !T.Kind.Namespaced,
            () => _shared.Remove(key),
            loggerFactory.CreateLogger<InformerPool>(),
            time);
        _shared.Add(key, shared);
        return shared;
    }
}
