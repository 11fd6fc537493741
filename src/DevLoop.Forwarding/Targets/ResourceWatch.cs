using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>
/// Follows one resource and the pods behind it, and no other object of the cluster: a pod by its name; a Service by its name
/// and its pods by its selector, anew when that changes.
/// </summary>
internal sealed class ResourceWatch : IAsyncDisposable
{
    private readonly ApiClient _api;
    private readonly ResourceReference _resource;
    private readonly string _namespace;
    private readonly ResiliencePipeline _reconnect;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _time;
    private readonly Action<ResourceSnapshot> _changed;
    private readonly Lock _gate = new();
    private readonly Informer<Service>? _services;
    private ResourceSnapshot _initial;
    private Informer<Pod>? _pods;
    private string? _podSelector;
    private long _snapshots;
    private Task _retired = Task.CompletedTask;
    private bool _disposed;

    /// <param name="api">The cluster.</param>
    /// <param name="resource">What to follow.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="initial">What is known of it already, which holds until the first lists are there.</param>
    /// <param name="reconnect">How an informer comes back after a failure.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">
    /// Called with what is known after each change, from several tasks at once: a snapshot may come after one with a higher number.
    /// </param>
    public ResourceWatch(
        ApiClient api,
        ResourceReference resource,
        string ns,
        ResourceSnapshot initial,
        ResiliencePipeline reconnect,
        ILoggerFactory loggerFactory,
        TimeProvider time,
        Action<ResourceSnapshot> changed)
    {
        _api = api;
        _resource = resource;
        _namespace = ns;
        _initial = initial;
        _reconnect = reconnect;
        _loggerFactory = loggerFactory;
        _time = time;
        _changed = changed;
        if (resource.Type == ResourceType.Service)
        {
            _services = Create<Service>(new ResourceSelector { Field = $"metadata.name={resource.Name}" });
        }
    }

    /// <summary>Begins to follow.</summary>
    public void Start()
    {
        if (_services is null)
        {
            FollowPods(new ResourceSelector { Field = $"metadata.name={_resource.Name}" });
            return;
        }

        FollowSelected(_initial.Service);
        Follow(_services, change => FollowSelected(change.Type == ResourceChangeType.Deleted ? null : change.Resource));
        _services.Start();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Informer<Pod>? pods;
        Task retired;
        lock (_gate)
        {
            _disposed = true;
            (pods, retired) = (_pods, _retired);
        }

        // Outside the lock, which the informers' tasks take while they call. They call nobody once they are disposed of.
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (pods is not null)
        {
            await pods.DisposeAsync();
        }

        await retired;
    }

    private ResourceSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                return new ResourceSnapshot(
                    _services is { Status.IsSynced: true } ? _services.View.Find(_namespace, _resource.Name) : _initial.Service,
                    _pods is { Status.IsSynced: true } ? _pods.View : _initial.Pods)
                {
                    Number = ++_snapshots,
                    Outdated = WhyOutdated(_services?.Status) ?? WhyOutdated(_pods?.Status),
                    IsDistrusted = IsDistrusted(_services?.Status) || IsDistrusted(_pods?.Status),
                };
            }
        }
    }

    /// <summary>One failure is nothing to speak of: watches end now and then, and the next one is on its way.</summary>
    private static string? WhyOutdated(InformerStatus? status) => status is { FailuresInARow: > 1, Failure: { } failure } ? failure.Message : null;

    private static bool IsDistrusted(InformerStatus? status) =>
        status is { FailuresInARow: > 1, Failure: ClusterConnectionException { Reason: ClusterConnectionError.TlsFailed } };

    private void FollowSelected(Service? service)
    {
        if (service is { Spec.Selector.Count: > 0 })
        {
            FollowPods(ResourceSelector.ByLabels(service.Spec.Selector));
        }
    }

    private void FollowPods(ResourceSelector selector)
    {
        lock (_gate)
        {
            var key = selector.ToString();
            if (_disposed || _podSelector == key)
            {
                return;
            }

            if (_pods is { } previous)
            {
                // The pods of the old selector are not those of the new one, also not until its first list is there.
                _initial = _initial with { Pods = [] };
                _retired = Task.WhenAll(_retired, previous.DisposeAsync().AsTask());
            }

            _podSelector = key;
            _pods = Create<Pod>(selector);
            Follow(_pods, _ => { });
            _pods.Start();
        }
    }

    private void Follow<T>(Informer<T> informer, Action<ResourceChange<T>> changed)
        where T : class, IResource<T>
    {
        informer.Subscribe(change =>
        {
            changed(change);
            _changed(Snapshot);
        });
        informer.SubscribeToStatus(_ => _changed(Snapshot));
    }

    private Informer<T> Create<T>(ResourceSelector selector)
        where T : class, IResource<T> =>
        new(_api, new InformerOptions { Namespace = _namespace, Selector = selector }, _reconnect, _loggerFactory, _time);
}
