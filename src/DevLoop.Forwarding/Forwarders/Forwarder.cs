using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Informers;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// One entry at run time: its listener, its target as it changes, its connections. The loss of the pod ends neither the listener
/// nor the forward.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private readonly PortForwardEntry _entry;
    private readonly ForwarderServices _services;
    private readonly TargetTracker _tracker;
    private readonly PodPresence _pods;
    private readonly LostPods _lost;
    private readonly TargetDoubts _doubts;
    private readonly ConnectionCarrier _carrier;
    private readonly ConnectionPlaces _places;
    private readonly RunningTasks _connections = new();
    private readonly TaskCompletionSource<int> _resourcePort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<MissingPermission> _missing = [];
    private readonly Lock _publishing = new();
    private bool _isBound;
    private volatile bool _saidPaused;
    private ForwardTarget? _target;

    /// <summary>Follows its target from now on, and takes connections from <see cref="RunAsync"/> on.</summary>
    public Forwarder(PortForwardEntry entry, ForwarderServices services)
    {
        _entry = entry;
        _services = services;
        _places = new ConnectionPlaces(services.Time);
        _tracker = new TargetTracker(entry, PublishTarget);
        _pods = new PodPresence(services.PodCheck, services.Logger, services.Time);
        _lost = new LostPods(services.PodCheck, _tracker.Find, services.Logger, services.Time);
        _doubts = new TargetDoubts(services.PodCheck, _tracker, services.Logger);
        _carrier = new ConnectionCarrier(entry, _tracker, _pods, _lost, _doubts, services);
    }

    /// <summary>Where it goes now, or what it waits for.</summary>
    public TargetState State => _tracker.State;

    /// <summary>Takes note of what the cluster shows. One call at a time.</summary>
    public void Update(ResourceSnapshot snapshot)
    {
        if (!_resourcePort.Task.IsCompleted && ResourcePorts.NumberOf(_entry, snapshot).Port is { } port)
        {
            _resourcePort.TrySetResult(port);
        }

        foreach (var missing in snapshot.Missing.Where(_missing.Add))
        {
            _services.Events.Publish(new ForwardEvent.PermissionMissing(_entry, missing));
        }

        _tracker.Update(snapshot);
        _pods.Update(snapshot);
    }

    /// <summary>The current target, or the next one when there is none.</summary>
    public Task<ForwardTarget> WaitForTargetAsync(CancellationToken cancellationToken) => _tracker.WaitAsync(cancellationToken);

    /// <summary>The number that the entry's port stands for, once the cluster has shown it.</summary>
    public Task<int> WaitForResourcePortAsync(CancellationToken cancellationToken) => _resourcePort.Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Accepts connections until cancelled; then closes the listener, gives the connections that are open
    /// <see cref="ForwarderServices.Drain"/> to end, and resets the rest. To be called once.
    /// </summary>
    public async Task RunAsync(LocalPortBinding binding, CancellationToken cancellationToken)
    {
        using var reset = new CancellationTokenSource();
        var listener = binding.Listener;
        try
        {
            PublishBound(binding);
            await listener.AcceptAsync(socket => TakeAsync(socket, listener, reset.Token, cancellationToken), OnAcceptFailed, _services.Time, cancellationToken);
        }
        finally
        {
            listener.Dispose();
            await DrainAsync();
            Dispose();
            await reset.CancelAsync();
            await _connections.WhenAllEnded();
            await _pods.DisposeAsync();
            await _lost.DisposeAsync();
            await _doubts.DisposeAsync();
            _services.Events.Publish(new ForwardEvent.Released(_entry));
        }
    }

    /// <summary>Ends what it follows; nothing is said of its target from then on.</summary>
    public void Dispose() => _tracker.Dispose();

    private async Task DrainAsync()
    {
        if (_services.Drain > TimeSpan.Zero)
        {
            await _connections.WhenAllEnded().WaitAsync(_services.Drain, _services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask TakeAsync(Socket socket, LocalListener listener, CancellationToken reset, CancellationToken cancellationToken)
    {
        if (_services.Budget.TryEnter())
        {
            _saidPaused = false;
        }
        else
        {
            if (!_saidPaused)
            {
                _saidPaused = true;
                _services.Events.Publish(new ForwardEvent.AcceptPaused(_entry, listener.EndPoints[0], _services.Budget.Full));
            }

            try
            {
                await _services.Budget.EnterAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                ConnectionCarrier.Reset(socket);
                throw;
            }
        }

        Start(socket, listener, reset);
    }

    private void Start(Socket socket, LocalListener listener, CancellationToken reset)
    {
        if (_places.TryTake(held: State.Target is null, () => ConnectionCarrier.HasLeft(socket), out var news) is { } place)
        {
            _connections.Add(CarryAsync(socket, place, listener.EndPoints[0], reset));
            return;
        }

        _services.Budget.Leave();
        ConnectionCarrier.Reset(socket);
        if (news is not null)
        {
            _services.Events.Publish(new ForwardEvent.ConnectionFailed(_entry, listener.EndPoints[0], news));
        }
    }

    private async Task CarryAsync(Socket socket, ConnectionPlace place, IPEndPoint listener, CancellationToken reset)
    {
        try
        {
            await _carrier.CarryAsync(socket, place, listener, reset);
        }
        finally
        {
            _services.Budget.Leave();
        }
    }

    private void OnAcceptFailed(IPEndPoint local, SocketException e)
    {
        ForwardLog.AcceptFailed(_services.Logger, e, _entry, local);
        if (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            _services.Events.Publish(new ForwardEvent.AcceptPaused(_entry, local, PlainText.Of(e.Message, PlainText.SentenceLength)));
        }
    }

    private void PublishBound(LocalPortBinding binding)
    {
        var listener = binding.Listener;
        lock (_publishing)
        {
            _isBound = true;
            _services.Events.Publish(
                new ForwardEvent.Bound(_entry, listener.EndPoints, [.. listener.PassedOver.Select(p => p.Message)]) { Moved = binding.Moved?.Sentence });
            if (_target is not null)
            {
                _services.Events.Publish(new ForwardEvent.Active(_entry, _target));
            }
        }
    }

    /// <summary>A forward whose local port is not bound yet may be said to wait, but not to be active.</summary>
    private void PublishTarget(TargetState state)
    {
        lock (_publishing)
        {
            if (_target is { } last && last.Uid != state.Target?.Uid)
            {
                _services.Pods.Leave(last);
            }

            _target = state.Target;
            if (_target is null)
            {
                _services.Events.Publish(new ForwardEvent.Waiting(_entry, state.WaitingFor!) { Topic = state.Topic!, IsOfPort = state.IsOfPort });
            }
            else if (_isBound)
            {
                _services.Events.Publish(new ForwardEvent.Active(_entry, _target));
            }
        }
    }
}
