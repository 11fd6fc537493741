using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;
using DevLoop.PortForward.Tunneling;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>
/// An API server, with the kubelet behind it and the program in the pod, on a port of the loopback interface. Once, at the first
/// connection that comes that far, it goes wrong as its cell says; before and after that it does everything right.
/// </summary>
internal sealed class FaultyPeer : IAsyncDisposable
{
    private const int NoiseSeed = 5;
    private const string NeverConnected = "error forwarding port 8080 to pod a, uid : failed to connect to localhost:8080: dial tcp4 127.0.0.1:8080: connect: connection refused";
    private const string BrokenOff = "error forwarding port 8080 to pod a, uid : read: connection reset by peer";

    private readonly FaultCell _cell;
    private readonly ScriptedServer _server;
    private readonly SslServerAuthenticationOptions _strange;
    private readonly ConcurrentBag<FaultyConnection> _connections = [];
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly ConcurrentQueue<byte[]> _requests = new();
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reopened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isTaken;
    private int _asked;

    /// <param name="cell">What goes wrong.</param>
    /// <param name="shown">What clients are shown, who believe it.</param>
    /// <param name="strange">What clients do not believe.</param>
    public FaultyPeer(FaultCell cell, SslServerAuthenticationOptions shown, SslServerAuthenticationOptions strange)
    {
        _cell = cell;
        _strange = strange;
        var tls = new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, _) => Certificate(shown) };
        _server = new ScriptedServer(AnswerAsync, tls, Beneath, listens: (cell.Step, cell.Fault) != (FaultStep.Dial, PeerFault.Refuse));
    }

    public string Url => _server.Url;

    /// <summary>Completes once it has gone wrong.</summary>
    public Task Committed => _committed.Task;

    /// <summary>Completes once the client has given up the connection that went wrong, where it has to.</summary>
    public Task Over => _over.Task;

    /// <summary>Completes once a forwarded connection was asked for again.</summary>
    public Task Reopened => _reopened.Task;

    /// <summary>What the program has got, of each connection of which it has got something.</summary>
    public IReadOnlyCollection<byte[]> Requests => _requests;

    /// <summary>Ends the refusal of connections.</summary>
    public void Listen()
    {
        Commit(null);
        _server.Listen();
    }

    /// <summary>Completes once every forwarded connection is over for it, but for the one that went wrong.</summary>
    public Task ServedAsync() => Task.WhenAll(_serving);

    /// <summary>Completes once the client has closed every connection.</summary>
    public Task GoneAsync() => Task.WhenAll(_connections.Select(c => c.Gone));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private bool TryTake(FaultStep step) => _cell.Step == step && Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <param name="connection">The connection that the client has to give up; null when there is none.</param>
    private void Commit(FaultyConnection? connection)
    {
        _committed.TrySetResult();
        if (connection is null)
        {
            _over.TrySetResult();
        }
        else
        {
            _ = connection.Gone.ContinueWith(_ => _over.TrySetResult(), TaskScheduler.Default);
        }
    }

    private FaultyConnection Beneath(NetworkStream stream)
    {
        var connection = new FaultyConnection(stream);
        _connections.Add(connection);
        if (TryTake(FaultStep.Dial))
        {
            Break(connection);
        }
        else if (_cell is { Step: FaultStep.Tls, Fault: not PeerFault.Refuse } && TryTake(FaultStep.Tls))
        {
            connection.FirstRead = () => BreakGreetingAsync(connection);
        }

        return connection;
    }

    private async Task BreakGreetingAsync(FaultyConnection connection)
    {
        if (_cell.Fault == PeerFault.CutMessage)
        {
            connection.FirstWrite = async hello =>
            {
                await connection.SendRawAsync(hello[..(hello.Length / 2)]);
                connection.End();
                Commit(connection);
            };
            return;
        }

        if (_cell.Fault == PeerFault.Garbage)
        {
            await connection.SendRawAsync(Noise());
            connection.Stall();
        }

        Break(connection);
    }

    private X509Certificate Certificate(SslServerAuthenticationOptions shown)
    {
        if (_cell.Fault != PeerFault.Refuse || !TryTake(FaultStep.Tls))
        {
            return shown.ServerCertificate!;
        }

        Commit(null);
        return _strange.ServerCertificate!;
    }

    /// <summary>Does to a TCP connection what the cell says.</summary>
    private void Break(FaultyConnection connection)
    {
        switch (_cell.Fault)
        {
            case PeerFault.Reset:
                connection.Reset();
                break;
            case PeerFault.Stall:
                connection.Stall();
                break;
            case PeerFault.Truncate or PeerFault.CutMessage:
                connection.End();
                break;
        }

        Commit(connection);
    }

    private async Task AnswerAsync(ScriptedExchange x)
    {
        if (!x.Request.IsSpdy() && !x.Request.IsTunnel() && !x.Request.IsV4Channel())
        {
            await x.JsonAsync(SupervisorScene.Pod("a"));
        }
        else if (TryTake(FaultStep.Upgrade))
        {
            await BreakUpgradeAsync(x, (FaultyConnection)x.Beneath);
        }
        else
        {
            x.IsOver = true;
            await x.WriteAsync(x.Request.Agreement());
            await (x.Request.IsV4Channel() ? ServeChannelAsync(x) : ServeSpdyAsync(x));
        }
    }

    private async Task BreakUpgradeAsync(ScriptedExchange x, FaultyConnection connection)
    {
        if (_cell.Fault is PeerFault.Refuse or PeerFault.ErrorText)
        {
            var isFinal = _cell.Fault == PeerFault.Refuse;
            var (code, reason) = isFinal ? (403, "Forbidden") : (500, "InternalError");
            await x.JsonAsync($$"""{"kind":"Status","status":"Failure","code":{{code}},"reason":"{{reason}}","message":"scripted"}""", code);
            Commit(null);
            return;
        }

        x.IsOver = true;
        if (_cell.Fault == PeerFault.CutMessage)
        {
            await x.WriteAsync(x.Request.Agreement()[..40]);
        }
        else if (_cell.Fault == PeerFault.Garbage)
        {
            await x.Stream.WriteAsync(Noise());
        }

        Break(connection);
        await x.Stream.CopyToAsync(Stream.Null, x.Stopped);
    }

    private async Task ServeChannelAsync(ScriptedExchange x)
    {
        using var webSocket = WebSocket.CreateFromStream(x.Stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        var port = int.Parse(x.Request.Query("ports")!, CultureInfo.InvariantCulture);
        await ServeAsync(new ChannelPodConnection(webSocket, x.Stream, port), (FaultyConnection)x.Beneath);
    }

    private async Task ServeSpdyAsync(ScriptedExchange x)
    {
        using var tunnel = x.Request.IsTunnel()
            ? WebSocket.CreateFromStream(x.Stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero })
            : null;
        await using var output = new SpdyOutput(tunnel is null ? x.Stream : new WebSocketTunnelStream(tunnel, TimeProvider.System));
        await using var session = SpdySession.Start(
            output, SpdyRole.Server, new SpdySessionOptions { KeepAliveInterval = null }, TimeProvider.System, NullLogger.Instance);
        SpdyStream? error = null;
        while (await session.AcceptAsync(x.Stopped) is { } stream)
        {
            if (error is null)
            {
                error = stream;
                continue;
            }

            _ = ServeAsync(new SpdyPodConnection(session, error, stream, output, x.Stream, tunnel), (FaultyConnection)x.Beneath);
            error = null;
        }
    }

    private async Task ServeAsync(PodConnection pod, FaultyConnection connection)
    {
        if (Interlocked.Increment(ref _asked) == 2)
        {
            _reopened.TrySetResult();
        }

        var done = new TaskCompletionSource();
        if (_cell.Step < FaultStep.SynStream || Volatile.Read(ref _isTaken) == 1)
        {
            _serving.Add(done.Task);
        }

        try
        {
            await new PodProgram(pod, (step, next) => IsBrokenAtAsync(step, pod, connection, next), _requests.Enqueue).RunAsync(
                endsAfterClient: _cell.Step == FaultStep.AfterClientFin && Volatile.Read(ref _isTaken) == 0);
        }
        catch (Exception e) when (e is PortForwardException or IOException or WebSocketException or ObjectDisposedException)
        {
            // The client has given the connection up.
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Whether nothing more is to be said on the connection, because it went wrong at this step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="pod">The connection.</param>
    /// <param name="connection">The TCP connection under it.</param>
    /// <param name="next">What would be sent next.</param>
    private async Task<bool> IsBrokenAtAsync(FaultStep step, PodConnection pod, FaultyConnection connection, ReadOnlyMemory<byte> next)
    {
        if (!TryTake(step))
        {
            return false;
        }

        switch (_cell.Fault)
        {
            case PeerFault.Refuse or PeerFault.ResetStream:
                pod.Reset(refuse: _cell.Fault == PeerFault.Refuse);
                break;
            case PeerFault.ErrorText:
                await pod.FailAsync(step < FaultStep.Request ? NeverConnected : BrokenOff);
                break;
            case PeerFault.GoAway:
                await pod.GoAwayAsync(isGood: step > FaultStep.SynStream);
                break;
            case PeerFault.Close:
                await pod.CloseAsync();
                break;
            case PeerFault.CutMessage:
                await pod.SendHalfAsync(next[..Math.Min(300, next.Length)]);
                break;
            case PeerFault.Garbage:
                await pod.SendNoiseAsync(Noise());
                break;
            case PeerFault.Corrupt:
                connection.Corrupt();
                await pod.SendAsync(next[..300]);
                break;
        }

        if (!_cell.IsOfConnection)
        {
            Commit(null);
            return _cell.Fault != PeerFault.GoAway || step == FaultStep.SynStream;
        }

        Break(connection);
        await pod.GoneAsync();
        return true;
    }

    private static byte[] Noise()
    {
        var noise = new byte[2_000];
        new Random(NoiseSeed).NextBytes(noise);
        return noise;
    }
}
