using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>One forward to the pod of a <see cref="FaultyPeer"/>, made of what the program is made of.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    /// <summary>While the client of the peer waits for what will not come.</summary>
    private const int Fast = 100;

    private static readonly TimeSpan ShortConnect = TimeSpan.FromSeconds(0.5);
    private static readonly TestAuthority Authority = TestAuthority.CreateRoot();
    private static readonly TestAuthority Stranger = TestAuthority.CreateRoot("stranger");

    private readonly ClockDrive _drive;
    private readonly TestCluster _cluster;
    private readonly ClusterReach _reach;
    private readonly SessionPool _pool;
    private readonly Forwarder _forwarder;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly Task _hurrying;

    public FaultScene(FaultCell cell)
    {
        Peer = new FaultyPeer(cell, Authority.Server(), Stranger.Server());
        var limits = cell.IsOfSystemTime ? new ClusterLimits { Connect = ShortConnect } : new ClusterLimits();
        _cluster = new TestCluster(Peer.Url, cluster: $"certificate-authority-data: {TestCluster.Base64(Authority.Pem)}", time: Clock, limits: limits);
        _reach = new ClusterReach(new Uri(Peer.Url), Said.Enqueue, Said.Enqueue, Clock);
        var opener = new SessionOpener(_cluster.Upgrader(cell.Wire), viaNode: false, new PortForwardSessionOptions(), Clock, _cluster.Log);
        _pool = new SessionPool(new ReachTellingOpener(opener, _reach), new SessionPoolOptions(), _cluster.Log, Clock);
        var entry = Cluster.Entry("svc/web", "80");
        _forwarder = new Forwarder(entry, new ForwarderServices(_pool, new PodCheck(_cluster.Api), Events, _cluster.Log, Clock));
        _running = _forwarder.RunAsync(new LocalPortAllocator(memory: null, strict: true).Bind(entry), _stopping.Token);
        _forwarder.Update(Cluster.Snapshot(Cluster.Web(Cluster.ServicePort(80, new IntOrString("http"))), [Cluster.Ready("a")]));
        _drive = new ClockDrive(Clock) { Speed = cell.IsWithoutTime ? 0 : 1 };
        _hurrying = HurryAsync(cell);
    }

    public FaultyPeer Peer { get; }

    public FakeClock Clock { get; } = new();

    public RecordingEventSink Events { get; } = new();

    public RecordedLog Log => _cluster.Log;

    /// <summary>What was said of the cluster.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    private IPEndPoint Local => Events.Events.OfType<ForwardEvent.Bound>().Single().Local[0];

    /// <summary>Carries one local connection to its end.</summary>
    /// <param name="before">What the client waits for before it sends anything.</param>
    /// <param name="endsFirst">Whether it ends its side behind the request.</param>
    public async Task<LocalEnd> AskAsync(Task before, bool endsFirst)
    {
        var received = new MemoryStream();
        var isClean = false;
        var began = Clock.GetTimestamp();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(Local);
            await before.Within("connection that is opened again");
            await client.SendAsync(PodTalk.Request);
            if (endsFirst)
            {
                client.Shutdown(SocketShutdown.Send);
            }

            await ReadToEndAsync(client, received).Within("end of the local connection");
            isClean = true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // The end that says that something was lost.
        }

        return new LocalEnd(received.ToArray(), isClean, Clock.GetElapsedTime(began));
    }

    /// <summary>Lets time pass, where it did not.</summary>
    public void LetTimePass() => _drive.Speed = Math.Max(1, _drive.Speed);

    /// <summary>Ends the forward and all that it is made of, and waits until nothing of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _drive.Speed = Fast;
        await _stopping.CancelAsync();
        await _running.Within("end of the forwarder");
        _forwarder.Dispose();
        await _pool.DisposeAsync().AsTask().Within("end of the sessions");
        _reach.Dispose();
        _cluster.Dispose();
        await Peer.GoneAsync().Within("end of every connection to the server");
        await _hurrying;
        await _drive.DisposeAsync();
        await Peer.DisposeAsync();
        _stopping.Dispose();
    }

    private static async Task ReadToEndAsync(Socket client, MemoryStream to)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer) is > 0 and var read)
        {
            to.Write(buffer.AsSpan(0, read));
        }
    }

    /// <summary>
    /// What the client waits for once the peer has gone wrong comes only by its deadlines; all else takes the time that it takes.
    /// </summary>
    private async Task HurryAsync(FaultCell cell)
    {
        if ((cell.Step, cell.Fault) == (FaultStep.Dial, PeerFault.Refuse))
        {
            await Events.WaitForAsync<ForwardEvent.Retrying>();
            Peer.Listen();
        }

        await Peer.Committed.Within("fault");
        if (cell.IsOfConnection)
        {
            _drive.Speed = cell.IsOfSystemTime ? 1 : Fast;
            await Peer.Over.Within("end of the connection that went wrong");
            _drive.Speed = 1;
        }
    }
}
