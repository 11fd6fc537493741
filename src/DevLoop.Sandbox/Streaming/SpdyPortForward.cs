using DevLoop.PortForward.Spdy;
using DevLoop.Sandbox.Nodes;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Streaming;

/// <summary>Serves one upgraded connection of <c>portforward.k8s.io</c> over SPDY, raw or tunnelled, as a kubelet does.</summary>
internal sealed class SpdyPortForward(
    PodSandbox sandbox, PodDialer dialer, PortForwardOptions options, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<string, PendingPair> _pending = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<Task> _connections = [];
    private long _chunksDelivered;

    /// <summary>Serves until the client ends the session or the server stops, and disposes the transport.</summary>
    public async Task ServeAsync(Stream transport, CancellationToken stopping)
    {
        var session = SpdySession.Start(transport, SpdyRole.Server, options.Spdy, time, logger);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (await session.AcceptAsync(ended.Token) is { } stream)
            {
                Accept(stream, ended.Token);
            }

            await DrainAsync(ended.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            await session.DisposeAsync();
            await ended.CancelAsync();
            await Task.WhenAll(_connections);
        }
    }

    /// <summary>What a client had sent before it ended the session still reaches the pods, for as long as they take it.</summary>
    private async Task DrainAsync(CancellationToken ended)
    {
        var drained = Task.WhenAll(_connections);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ended);
        long before;
        do
        {
            before = Interlocked.Read(ref _chunksDelivered);
            await Task.WhenAny(drained, Task.Delay(options.DrainTimeout, time, done.Token));
        }
        while (!drained.IsCompleted && !ended.IsCancellationRequested && Interlocked.Read(ref _chunksDelivered) != before);

        await done.CancelAsync();
    }

    private void Accept(SpdyStream stream, CancellationToken ended)
    {
        if (StreamHeaders.Read(stream) is not { } headers)
        {
            stream.Reset(SpdyResetStatus.RefusedStream);
            return;
        }

        lock (_gate)
        {
            var isNew = !_pending.TryGetValue(headers.RequestId, out var pending);
            pending ??= new PendingPair(headers.RequestId);
            if (!pending.TryAdd(headers.IsError, stream))
            {
                stream.Reset(SpdyResetStatus.RefusedStream);
                return;
            }

            stream.Reply();
            if (isNew)
            {
                _pending.Add(headers.RequestId, pending);
                _connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
                _connections.Add(ForwardAsync(pending, headers, ended));
            }
        }
    }

    private async Task ForwardAsync(PendingPair pending, StreamHeaders headers, CancellationToken ended)
    {
        await Task.Yield();
        try
        {
            var pair = await pending.CompleteAsync(options.PairTimeout, time, ended);
            Forget(headers.RequestId);
            if (pair is not null)
            {
                await ServeAsync(pair, headers.Port, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The session is over.
        }
    }

    private async Task ServeAsync(ForwardedPair pair, int port, CancellationToken ended)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var clientsEnd = pair.DiscardErrorAsync(done.Token);
        try
        {
            using var pod = await dialer.ConnectAsync(sandbox, port, ended);
            var relay = new PodRelay(pair, pod, why => PodDialer.Failure(sandbox, port, why).Message, () => Interlocked.Increment(ref _chunksDelivered), options, time);
            await relay.RunAsync(ended);
        }
        catch (PodDialException e)
        {
            await pair.FailAsync(e.Message, ended);
            clientsEnd = Task.WhenAll(clientsEnd, pair.DiscardDataAsync(done.Token));
        }

        // A client that does not end its streams must not keep them for ever.
        await Task.WhenAny(clientsEnd, Task.Delay(options.EndTimeout, time, done.Token));
        pair.Reset();
        await done.CancelAsync();
        await clientsEnd;
    }

    private void Forget(string requestId)
    {
        lock (_gate)
        {
            _pending.Remove(requestId);
        }
    }
}
