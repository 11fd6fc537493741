using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward;
using DevLoop.PortForward.Relaying;
using Polly;
using Polly.Timeout;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Carries the connections of one forward, each by itself: one that fails hurts no other one.</summary>
internal sealed class ConnectionCarrier
{
    private readonly PortForwardEntry _entry;
    private readonly TargetTracker _tracker;
    private readonly PodPresence _pods;
    private readonly LostPods _lost;
    private readonly ForwarderServices _services;
    private readonly ResiliencePipeline _pipeline;
    private int _saidAbandoned;

    /// <param name="entry">The entry.</param>
    /// <param name="tracker">Where new connections go.</param>
    /// <param name="pods">Whether the pods that connections go to are still there.</param>
    /// <param name="lost">Who asks for pods that turn out to be gone.</param>
    /// <param name="services">What every forward uses.</param>
    public ConnectionCarrier(PortForwardEntry entry, TargetTracker tracker, PodPresence pods, LostPods lost, ForwarderServices services)
    {
        _entry = entry;
        _tracker = tracker;
        _pods = pods;
        _lost = lost;
        _services = services;
        _pipeline = SessionPipeline.Create(services.Time, (attempt, delay, e) =>
        {
            ForwardLog.Retrying(services.Logger, e, entry, attempt, delay);
            services.Events.Publish(new ForwardEvent.Retrying(entry, attempt, delay, PlainText.Of(e.Message, PlainText.SentenceLength)));
        });
    }

    /// <summary>The client sees a reset instead of an end of file, so that it cannot take nothing for an answer.</summary>
    public static void Reset(Socket socket) => socket.Close(timeout: 0);

    /// <summary>
    /// Whether the client of a held connection, of which nothing was read, is gone: it has reset the connection, or has ended its
    /// side without a byte. One that has sent something before may still wait for the answer, as <c>echo x | nc</c> does.
    /// </summary>
    public static bool HasLeft(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectError) || (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Carries one connection to its end. Throws nothing: what went wrong is an event.</summary>
    public async Task CarryAsync(Socket socket, ConnectionPlace place, IPEndPoint listener, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using (place)
        using (socket)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(place.ClientLeft, cancellationToken);
            var local = listener;
            var attempts = new Attempts(place);
            try
            {
                local = (IPEndPoint)socket.LocalEndPoint!;
                socket.NoDelay = true;
                _services.Events.Publish(new ForwardEvent.ConnectionAccepted(_entry, local));
                var (stream, target) = await _pipeline.ExecuteAsync(OpenAsync, attempts, ending.Token);
                await using (stream)
                {
                    place.Through();
                    place.ClientLeft.ThrowIfCancellationRequested();
                    await RelayAsync(socket, local, stream, target, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Reset(socket);
            }
            catch (OperationCanceledException e) when (place.ClientLeft.IsCancellationRequested)
            {
                Reset(socket);
                ForwardLog.ClientLeft(_services.Logger, e, _entry);
            }
            catch (TimeoutRejectedException e)
            {
                var why = _tracker.State.WaitingFor ?? attempts.LastFailure?.Message ?? "the pod could not be reached";
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
                ForwardLog.ConnectionFailed(_services.Logger, e, _entry);
            }
            catch (Exception e)
            {
                Reset(socket);
                ForwardLog.ConnectionFailedUnexpectedly(_services.Logger, e, _entry);
                _services.Events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, PlainText.Of($"unexpected {e.GetType().Name}: {e.Message}", PlainText.SentenceLength)));
            }
        }
    }

    private async Task RelayAsync(
        Socket socket, IPEndPoint local, ForwardedStream stream, ForwardTarget target, CancellationToken cancellationToken)
    {
        using var pod = _pods.Use(target);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pod.Gone, cancellationToken);
        var result = await Relay.RunAsync(socket, stream, new RelayOptions(), _services.Time, either.Token);
        if (result is { End: RelayEnd.PodFailed, Failure: { } failure })
        {
            FailInPod(local, failure, target);
        }
        else if (result.End == RelayEnd.LocalFailed)
        {
            ForwardLog.ClientLeft(_services.Logger, result.Failure, _entry);
        }
        else if (result.End == RelayEnd.Cancelled && !cancellationToken.IsCancellationRequested)
        {
            Fail(local, null, $"pod {target.Pod} is gone");
        }
        else if (result.End == RelayEnd.Abandoned)
        {
            OnAbandoned(local, result);
        }
    }

    /// <summary>
    /// As a rule such a client has closed its connection altogether, as each one does that is done with its answers. One that has
    /// got nothing waits for its answer; of the others one stands for all.
    /// </summary>
    private void OnAbandoned(IPEndPoint local, RelayResult result)
    {
        if (result.BytesFromPod == 0 || Interlocked.Exchange(ref _saidAbandoned, 1) == 0)
        {
            Fail(
                local,
                null,
                "the client has ended its side, which v4.channel has no way to tell the pod, and the pod sent nothing more: "
                + "a client that ends its side before the answer needs another --transport, or a newer cluster");
        }
    }

    private void FailInPod(IPEndPoint local, Exception failure, ForwardTarget target)
    {
        var words = PlainText.Of(failure.Message, PlainText.SentenceLength);
        if (failure is PortForwardException { Error: PortForwardError.Refused } && words.Contains("connection refused", StringComparison.OrdinalIgnoreCase))
        {
            Fail(local, failure, $"nothing listens on port {target.Port} of pod {target.Pod} (connection refused)", words);
        }
        else
        {
            Fail(local, failure, words);
        }
    }

    private async ValueTask<(ForwardedStream Stream, ForwardTarget Target)> OpenAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        var waiting = _tracker.WaitAsync(cancellationToken);
        if (!waiting.IsCompleted)
        {
            attempts.InPlace.Hold();
        }

        var target = await waiting;
        try
        {
            return (await _services.Pods.ConnectAsync(target, cancellationToken), target);
        }
        catch (KubernetesException e)
        {
            attempts.InPlace.Hold();
            attempts.LastFailure = e;
            if (e is ApiException { Reason: ApiError.NotFound } && _tracker.Lose(target))
            {
                _lost.Confirm(target);
            }

            throw;
        }
    }

    private void Fail(IPEndPoint local, Exception? e, string why, string? detail = null)
    {
        ForwardLog.ConnectionFailed(_services.Logger, e, _entry);
        _services.Events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, PlainText.Of(why, PlainText.SentenceLength)) { Detail = detail });
    }

    /// <summary>The attempts to bring one connection to a pod.</summary>
    private sealed class Attempts(ConnectionPlace place)
    {
        public ConnectionPlace InPlace => place;

        public KubernetesException? LastFailure { get; set; }
    }
}
