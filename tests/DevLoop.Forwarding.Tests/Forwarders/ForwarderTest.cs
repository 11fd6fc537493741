using System.Net;
using System.Net.Sockets;
using System.Text;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>A test of one forward to a Service, with clients on real sockets and pods that follow a script.</summary>
internal abstract class ForwarderTest
{
    private readonly List<TcpClient> _clients = [];
    private Forwarder? _forwarder;
    private ConnectionBudget? _budget;

    protected FakeClock Clock { get; } = new();

    protected RecordingEventSink Events { get; } = new();

    protected ScriptedPodCheck PodCheck { get; } = new();

    /// <summary>The clients so far, in order.</summary>
    protected IReadOnlyList<TcpClient> Clients => _clients;

    /// <summary>Ends the forward.</summary>
    protected CancellationTokenSource Stopping { get; } = new();

    /// <summary>The sessions of the forward, from <see cref="Start"/> on.</summary>
    protected ScriptedSessionOpener Sessions { get; private set; } = null!;

    /// <summary>The forward's run.</summary>
    protected Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    protected IPEndPoint Local => Events.Events.OfType<ForwardEvent.Bound>().Single().Local[0];

    [TearDown]
    public async Task End()
    {
        await Stopping.CancelAsync();
        await Running.Within("end of the forwarder");
        _forwarder?.Dispose();
        _budget?.Dispose();
        _clients.ForEach(c => c.Dispose());
        Stopping.Dispose();
        Assert.That(Sessions.OpenSessions, Is.Zero);
    }

    /// <summary>Starts the forward.</summary>
    /// <param name="script">The pod of each attempt to open a session, by its target and the number of the attempt.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="drain">How long open connections may go on at the end.</param>
    /// <param name="hold">How long a connection may wait; 30 s by default.</param>
    /// <param name="descriptors">The file descriptors that there are for all connections and more.</param>
    protected void Start(Func<ForwardTarget, int, ScriptedPod> script, string address = "127.0.0.1", TimeSpan drain = default, TimeSpan? hold = null, int descriptors = int.MaxValue)
    {
        Sessions = new ScriptedSessionOpener(script);
        var entry = Cluster.Entry("svc/web", "80", address: address);
        var services = new ForwarderServices(Sessions, PodCheck, Events, NullLogger.Instance, Clock) { Budget = _budget = new ConnectionBudget(descriptors), Drain = drain };
        _forwarder = new Forwarder(entry, hold is { } time ? services with { Hold = time } : services);
        Running = _forwarder.RunAsync(new LocalPortAllocator(memory: null, strict: true).Bind(entry), Stopping.Token);
    }

    /// <summary>Lets the cluster show the Service with these pods.</summary>
    protected void Show(params Pod[] pods) =>
        _forwarder!.Update(Cluster.Snapshot(Cluster.Web(Cluster.ServicePort(80, new IntOrString("http"))), pods));

    protected async Task<NetworkStream> ConnectAsync()
    {
        var client = NewClient();
        await client.ConnectAsync(Local);
        return client.GetStream();
    }

    /// <summary>A client that the end of the test disposes of.</summary>
    protected TcpClient NewClient()
    {
        var client = new TcpClient();
        _clients.Add(client);
        return client;
    }

    protected static async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        var buffer = new byte[1];
        while (await stream.ReadAsync(buffer).AsTask().Within("line from the pod") == 1 && buffer[0] != '\n')
        {
            line.Add(buffer[0]);
        }

        return Encoding.ASCII.GetString([.. line]);
    }

    protected static async Task AssertResetAsync(NetworkStream stream)
    {
        var buffer = new byte[16];
        var end = await Assert.CatchAsync<IOException>(async () => await stream.ReadAsync(buffer).AsTask().Within("reset"));
        Assert.That((end?.InnerException as SocketException)?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionReset));
    }
}
