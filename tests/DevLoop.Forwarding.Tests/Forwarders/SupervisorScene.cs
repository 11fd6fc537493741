using System.Net;
using System.Net.Sockets;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>A supervisor of forwards to a scripted cluster whose pods greet with their names and echo. Its clock stands still.</summary>
internal sealed class SupervisorScene : IAsyncDisposable
{
    public const string Pods = "default/pods";

    private readonly List<SupervisedClient> _clients = [];

    /// <param name="strictPorts">Whether an entry that cannot have the port that it would like gets none.</param>
    /// <param name="drain">How long connections may go on at the end of a forward.</param>
    public SupervisorScene(bool strictPorts = false, TimeSpan drain = default)
    {
        Sessions = new ScriptedSessionOpener((target, _) => new ScriptedPod(target.Pod));
        var services = new ForwarderServices(Sessions, new ScriptedPodCheck(), Events, NullLogger.Instance, Clock) { Drain = drain };
        Supervisor = new ForwardSupervisor(Api.Followed, new LocalPortAllocator(memory: null, strictPorts), services);
    }

    public ScriptedCluster Api { get; } = new();

    public FakeClock Clock { get; } = new();

    public RecordingEventSink Events { get; } = new();

    public ScriptedSessionOpener Sessions { get; }

    public ForwardSupervisor Supervisor { get; }

    public Task StartAsync(params PortForwardEntry[] entries)
    {
        Supervisor.Want(entries);
        return Supervisor.StartAsync(CancellationToken.None);
    }

    public void Want(params PortForwardEntry[] entries) => Supervisor.Want(entries);

    /// <summary>Pods of these names that are ready.</summary>
    public void Run(params string[] names) => Api.Put(Pods, [.. names.Select(n => Pod(n))]);

    /// <summary>Where a forward listens, once it is bound for the <paramref name="count"/>th time.</summary>
    public async Task<IPEndPoint> LocalAsync(PortForwardEntry entry, int count = 1) =>
        (await Events.WaitForAsync<ForwardEvent.Bound>($"{entry.Resource}", count)).Local[0];

    public async Task<SupervisedClient> ConnectAsync(IPEndPoint local)
    {
        var client = new TcpClient();
        _clients.Add(new SupervisedClient(client));
        await client.ConnectAsync(local);
        return _clients[^1];
    }

    /// <summary>Asks all to end, and waits until it has.</summary>
    public Task StopAsync() => Supervisor.StopAsync(CancellationToken.None).Within("end of the supervisor");

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await StopAsync();
        Supervisor.Dispose();
        await Api.DisposeAsync();
    }

    /// <summary>A pod of the app <c>web</c>, or another one, that is ready and has a port <c>http</c>.</summary>
    public static string Pod(string name, int port = 8080, string app = "web") =>
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"default","uid":"uid-{{{name}}}","labels":{"app":"{{{app}}}"}},
        "spec":{"nodeName":"n","containers":[{"name":"app","ports":[{"name":"http","containerPort":{{{port}}}}]}]},
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
        """;
}
