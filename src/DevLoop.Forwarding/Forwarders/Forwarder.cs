using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Relaying;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// One entry at run time: its listener, its target as it changes, its connections. A connection that fails hurts no other one,
/// and the loss of the pod ends neither the listener nor the forward.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private const int MaxReason = 1000;

    private readonly PortForwardEntry _entry;
    private readonly ISessionOpener _sessions;
    private readonly IForwardEventSink _events;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly LocalListener _listener;
    private readonly ResiliencePipeline _pipeline;
    private readonly TargetTracker _tracker;
    private readonly PodPresence _pods;
    private readonly ConnectionPlaces _places = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();

    /// <summary>Binds the local port, and says nothing of it until <see cref="RunAsync"/>.</summary>
    /// <exception cref="LocalPortException">It could not be bound.</exception>
    public Forwarder(PortForwardEntry entry, ISessionOpener sessions, IPodCheck podCheck, IForwardEventSink events, ILogger logger, TimeProvider time)
    {
        _entry = entry;
        _sessions = sessions;
        _events = events;
        _logger = logger;
        _time = time;
        _listener = LocalListener.Bind(entry);
        _pipeline = SessionPipeline.Create(time, (attempt, delay, e) =>
        {
            ForwardLog.Retrying(logger, e, entry, attempt, delay);
            events.Publish(new ForwardEvent.Retrying(entry, attempt, delay, e.Message));
        });
        _tracker = new TargetTracker(entry, OnTargetChanged);
        _pods = new PodPresence(podCheck, _tracker.Find, logger, time);
    }

    /// <summary>Where it goes now, or what it waits for.</summary>
    public TargetState State => _tracker.State;

    /// <summary>Takes note of what the cluster shows, unless a later state is known already.</summary>
    public void Update(ResourceSnapshot snapshot)
    {
        _tracker.Update(snapshot);
        _pods.Update(snapshot);
    }

    /// <summary>The current target, or the next one when there is none.</summary>
    public Task<ForwardTarget> WaitForTargetAsync(CancellationToken cancellationToken) => _tracker.WaitAsync(cancellationToken);

    /// <summary>Accepts connections until cancelled; then closes the listener and the connections that are open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events.Publish(new ForwardEvent.Bound(_entry, _listener.EndPoints, [.. _listener.PassedOver.Select(p => p.Message)]));
        try
        {
            await _listener.AcceptAsync(socket => Start(socket, stop.Token), _logger, _time, stop.Token);
        }
        finally
        {
            Dispose();
            await stop.CancelAsync();
            await Task.WhenAll(Open());
            await _pods.DisposeAsync();
            _events.Publish(new ForwardEvent.Released(_entry));
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _tracker.Dispose();
    }

    private Task[] Open()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }

    private void Start(Socket socket, CancellationToken cancellationToken)
    {
        if (_places.TryTake(held: State.Target is null, out var news) is not { } place)
        {
            Reset(socket);
            if (news is not null)
            {
                _events.Publish(new ForwardEvent.ConnectionFailed(_entry, _listener.EndPoints[0], news));
            }

            return;
        }

        lock (_gate)
        {
            var connection = CarryAsync(socket, place, cancellationToken);
            _connections.Add(connection);
            _ = connection.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    /// <summary>Carries one connection to its end. Throws nothing: what went wrong is an event.</summary>
    private async Task CarryAsync(Socket socket, ConnectionPlaces.Place place, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (place)
        using (socket)
        {
            var local = _listener.EndPoints[0];
            var attempts = new Attempts(place);
            try
            {
                local = (IPEndPoint)socket.LocalEndPoint!;
                socket.NoDelay = true;
                _events.Publish(new ForwardEvent.ConnectionAccepted(_entry, local));
                var (session, target) = await _pipeline.ExecuteAsync(OpenAsync, attempts, cancellationToken);
                place.Through();
                await using (session)
                {
                    await RelayAsync(socket, local, session, target, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Reset(socket);
            }
            catch (TimeoutRejectedException e)
            {
                var why = State.WaitingFor ?? attempts.LastFailure?.Message ?? "the pod could not be reached";
                Reset(socket);
                Fail(local, (Exception?)attempts.LastFailure ?? e, $"gave up after {SessionPipeline.Hold.TotalSeconds} s: {why}");
            }
            catch (Exception e) when (e is KubernetesException or PortForwardException)
            {
                Reset(socket);
                Fail(local, e, e.Message);
            }
            catch (SocketException e)
            {
                // The client had left already.
                ForwardLog.ConnectionFailed(_logger, e, _entry);
            }
            catch (Exception e)
            {
                Reset(socket);
                ForwardLog.ConnectionFailedUnexpectedly(_logger, e, _entry);
                _events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, PlainText.Of($"unexpected {e.GetType().Name}: {e.Message}", MaxReason)));
            }
        }
    }

    private async Task RelayAsync(
        Socket socket, IPEndPoint local, IPortForwardSession session, ForwardTarget target, CancellationToken cancellationToken)
    {
        using var pod = _pods.Use(target);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pod.Gone, cancellationToken);
        var result = await Relay.RunAsync(socket, session.Open(target.Port), new RelayOptions(), _time, either.Token);
        if (result is { End: RelayEnd.PodFailed, Failure: { } failure })
        {
            Fail(local, failure, failure.Message);
        }
        else if (result.End == RelayEnd.LocalFailed)
        {
            ForwardLog.ClientLeft(_logger, result.Failure, _entry);
        }
        else if (result.End == RelayEnd.Cancelled && !cancellationToken.IsCancellationRequested)
        {
            Fail(local, null, $"pod {target.Pod} is gone");
        }
    }

    private async ValueTask<(IPortForwardSession Session, ForwardTarget Target)> OpenAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var waiting = _tracker.WaitAsync(cancellationToken);
        if (!waiting.IsCompleted)
        {
            attempts.Place.Hold();
        }

        var target = await waiting;
        try
        {
            return (await _sessions.OpenAsync(target, cancellationToken), target);
        }
        catch (KubernetesException e)
        {
            attempts.Place.Hold();
            attempts.LastFailure = e;
            if (e is ApiException { Reason: ApiError.NotFound } && _tracker.Lose(target))
            {
                _pods.Confirm(target);
            }

            throw;
        }
    }

    private void Fail(IPEndPoint local, Exception? e, string why)
    {
        ForwardLog.ConnectionFailed(_logger, e, _entry);
        _events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, PlainText.Of(why, MaxReason)));
    }

    /// <summary>The client sees a reset instead of an end of file, so that it cannot take nothing for an answer.</summary>
    private static void Reset(Socket socket) => socket.Close(timeout: 0);

    private void OnTargetChanged(TargetState state) => _events.Publish(state.Target is { } target
        ? new ForwardEvent.Active(_entry, target)
        : new ForwardEvent.Waiting(_entry, state.WaitingFor!));

    /// <summary>The attempts to bring one connection to a pod.</summary>
    private sealed class Attempts(ConnectionPlaces.Place place)
    {
        public ConnectionPlaces.Place Place => place;

        public KubernetesException? LastFailure { get; set; }
    }
}
