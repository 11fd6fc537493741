using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
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
    private readonly HashSet<Task> _connections = [];
    private readonly Lock _gate = new();

    /// <summary>Binds the local port, and says nothing of it until <see cref="RunAsync"/>.</summary>
    /// <exception cref="LocalPortException">It could not be bound.</exception>
    public Forwarder(PortForwardEntry entry, ISessionOpener sessions, IForwardEventSink events, ILogger logger, TimeProvider time)
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
        Tracker = new TargetTracker(entry, time, OnTargetChanged);
    }

    /// <summary>Where the cluster's changes go in.</summary>
    public TargetTracker Tracker { get; }

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
            _events.Publish(new ForwardEvent.Released(_entry));
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Tracker.Dispose();
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
        lock (_gate)
        {
            var connection = CarryAsync(socket, cancellationToken);
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
    private async Task CarryAsync(Socket socket, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (socket)
        {
            var local = _listener.EndPoints[0];
            var attempts = new Attempts();
            try
            {
                local = (IPEndPoint)socket.LocalEndPoint!;
                socket.NoDelay = true;
                _events.Publish(new ForwardEvent.ConnectionAccepted(_entry, local));
                var (session, port) = await _pipeline.ExecuteAsync(OpenAsync, attempts, cancellationToken);
                await using (session)
                {
                    var result = await Relay.RunAsync(socket, session.Open(port), new RelayOptions(), _time, cancellationToken);
                    if (result is { End: RelayEnd.PodFailed, Failure: { } failure })
                    {
                        Fail(local, failure, failure.Message);
                    }
                    else if (result.End == RelayEnd.LocalFailed)
                    {
                        ForwardLog.ClientLeft(_logger, result.Failure, _entry);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Reset(socket);
            }
            catch (TimeoutRejectedException e)
            {
                var why = Tracker.State.WaitingFor ?? attempts.LastFailure?.Message ?? "the pod could not be reached";
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

    private async ValueTask<(IPortForwardSession Session, int Port)> OpenAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var target = await Tracker.WaitAsync(cancellationToken);
        try
        {
            return (await _sessions.OpenAsync(target, cancellationToken), target.Port);
        }
        catch (KubernetesException e)
        {
            attempts.LastFailure = e;
            if (e is ApiException { Reason: ApiError.NotFound })
            {
                Tracker.Lose(target);
            }

            throw;
        }
    }

    private void Fail(IPEndPoint local, Exception e, string why)
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
    private sealed class Attempts
    {
        public KubernetesException? LastFailure { get; set; }
    }
}
