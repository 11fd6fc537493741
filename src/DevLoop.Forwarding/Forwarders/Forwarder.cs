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
using Polly;
using Polly.Timeout;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// One entry at run time: its listener, its target as it changes, its connections. A connection that fails hurts no other one,
/// and the loss of the pod ends neither the listener nor the forward.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private readonly PortForwardEntry _entry;
    private readonly SessionOpener _sessions;
    private readonly IForwardEventSink _events;
    private readonly TimeProvider _time;
    private readonly LocalListener _listener;
    private readonly ResiliencePipeline _pipeline;
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();

    /// <summary>Binds the local port.</summary>
    /// <exception cref="LocalPortException">It could not be bound.</exception>
    public Forwarder(PortForwardEntry entry, SessionOpener sessions, IForwardEventSink events, TimeProvider time)
    {
        _entry = entry;
        _sessions = sessions;
        _events = events;
        _time = time;
        _listener = LocalListener.Bind(entry.Address, entry.LocalPort);
        _pipeline = SessionPipeline.Create(time, (attempt, delay, e) => events.Publish(new ForwardEvent.Retrying(entry, attempt, delay, e.Message)));
        Tracker = new TargetTracker(entry, OnTargetChanged);
        events.Publish(new ForwardEvent.Bound(entry, _listener.EndPoints));
    }

    /// <summary>Where the cluster's changes go in.</summary>
    public TargetTracker Tracker { get; }

    /// <summary>Accepts connections until cancelled; then closes the listener and the connections that are open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _listener.AcceptAsync(socket => Start(socket, cancellationToken), _time, cancellationToken);
        Dispose();
        Task[] open;
        lock (_gate)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open);
        _events.Publish(new ForwardEvent.Released(_entry));
    }

    public void Dispose() => _listener.Dispose();

    private void Start(Socket socket, CancellationToken cancellationToken)
    {
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _events.Publish(new ForwardEvent.ConnectionAccepted(_entry, local));
        lock (_gate)
        {
            var connection = CarryAsync(socket, local, cancellationToken);
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
    private async Task CarryAsync(Socket socket, IPEndPoint local, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (socket)
        {
            try
            {
                var (session, port) = await _pipeline.ExecuteAsync(OpenAsync, cancellationToken);
                await using (session)
                {
                    var result = await Relay.RunAsync(socket, session.Open(port), new RelayOptions(), _time, cancellationToken);
                    if (result is { End: RelayEnd.PodFailed, Failure: { } failure })
                    {
                        Fail(socket, local, failure.Message);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Reset(socket);
            }
            catch (TimeoutRejectedException)
            {
                var why = Tracker.State.WaitingFor ?? "the pod could not be reached";
                Fail(socket, local, $"gave up after {SessionPipeline.Hold.TotalSeconds} s: {why}");
            }
            catch (Exception e) when (e is KubernetesException or PortForwardException)
            {
                Fail(socket, local, e.Message);
            }
            catch (Exception e)
            {
                Fail(socket, local, $"unexpected {e.GetType().Name}: {e.Message}");
            }
        }
    }

    private async ValueTask<(IPortForwardSession Session, int Port)> OpenAsync(CancellationToken cancellationToken)
    {
        var target = await Tracker.WaitAsync(cancellationToken);
        try
        {
            return (await _sessions.OpenAsync(target, cancellationToken), target.Port);
        }
        catch (ApiException e) when (e.Reason == ApiError.NotFound)
        {
            Tracker.Lose(target);
            throw;
        }
    }

    private void Fail(Socket socket, IPEndPoint local, string why)
    {
        Reset(socket);
        _events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, why));
    }

    /// <summary>The client sees a reset instead of an end of file, so that it cannot take nothing for an answer.</summary>
    private static void Reset(Socket socket) => socket.Close(timeout: 0);

    private void OnTargetChanged(TargetState state) => _events.Publish(state.Target is { } target
        ? new ForwardEvent.Active(_entry, target)
        : new ForwardEvent.Waiting(_entry, state.WaitingFor!));
}
