using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.PortForward;
using DevLoop.PortForward.Relaying;
using Polly;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Carries the connections of one forward, each by itself: one that fails hurts no other one.</summary>
internal sealed class ConnectionCarrier
{
    private readonly PortForwardEntry _entry;
    private readonly PodPresence _pods;
    private readonly TargetDoubts _doubts;
    private readonly ForwarderServices _services;
    private readonly StreamOpener _opener;
    private readonly SilentPort _silent;
    private readonly ResiliencePipeline _reopening;
    private int _saidAbandoned;

    /// <param name="entry">The entry.</param>
    /// <param name="tracker">Where new connections go.</param>
    /// <param name="pods">Whether the pods that connections go to are still there.</param>
    /// <param name="lost">Who asks for pods that turn out to be gone.</param>
    /// <param name="doubts">Who asks for pods that take no connection.</param>
    /// <param name="services">What every forward uses.</param>
    public ConnectionCarrier(PortForwardEntry entry, TargetTracker tracker, PodPresence pods, LostPods lost, TargetDoubts doubts, ForwarderServices services)
    {
        _entry = entry;
        _pods = pods;
        _doubts = doubts;
        _services = services;
        _opener = new StreamOpener(entry, tracker, lost, doubts, services);
        _silent = new SilentPort(tracker);
        _reopening = ReopenPipeline.Create(services.Time);
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
            // Urgent data shows as an error to poll, and is none.
            return (socket.Poll(0, SelectMode.SelectError) && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is not 0)
                || (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
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
            using var supply = new StreamSupply(_opener, place, _pods, _doubts, _silent, _services.Hold, _services.Time);
            var local = listener;
            try
            {
                local = (IPEndPoint)socket.LocalEndPoint!;
                socket.NoDelay = true;

                // TCP has no message that it would be out of the order of: what is urgent arrives with the rest, where it was sent.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
                _services.Events.Publish(new ForwardEvent.ConnectionAccepted(_entry, local));
                var first = await supply.OpenAsync(ending.Token);
                await using var stream = new ReopeningStream(first, supply, _reopening, _services.Time);
                place.ClientLeft.ThrowIfCancellationRequested();
                await RelayAsync(socket, local, stream, supply, cancellationToken);
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
            catch (Exception e) when (e is HoldOverException or KubernetesException or PortForwardException)
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

    private async Task RelayAsync(Socket socket, IPEndPoint local, ForwardedStream stream, StreamSupply supply, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(supply.Gone, cancellationToken);
        var result = await Relay.RunAsync(socket, stream, new RelayOptions(), _services.Time, either.Token);
        var target = supply.Target!;
        if (result.BytesFromPod > 0)
        {
            _silent.Remove(target);
        }

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
        if (failure is PortForwardException { Error: PortForwardError.Refused } && RefusalText.SaysRefused(words))
        {
            Fail(local, failure, $"nothing listens on port {target.Port} of pod {target.Pod} (connection refused)", words);
        }
        else
        {
            Fail(local, failure, words);
        }
    }

    private void Fail(IPEndPoint local, Exception? e, string why, string? detail = null)
    {
        ForwardLog.ConnectionFailed(_services.Logger, e, _entry);
        _services.Events.Publish(new ForwardEvent.ConnectionFailed(_entry, local, PlainText.Of(why, PlainText.SentenceLength)) { Detail = detail });
    }
}
