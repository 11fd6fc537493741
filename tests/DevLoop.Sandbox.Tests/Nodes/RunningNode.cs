using System.Net.Sockets;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Events;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Programs.Demo;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Nodes;

/// <summary>A node over a store, with real programs on real addresses, a clock that the test moves and probes that it answers.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DemoHttpServer _http;
    private readonly Task _running;

    private RunningNode(DemoHttpServer http)
    {
        _http = http;
        Store = new ObjectStore(Clock);
        var images = new ImageCatalog(new Dictionary<string, IContainerProgram>(StringComparer.Ordinal) { [DemoProgram.Image] = new DemoProgram(http) });
        var containers = new ContainerServices(images, Prober, new EventRecorder(Store, "kubelet", Clock), Clock);
        Node = new SandboxNode(new NodeServices(Store, PodNetwork.Detect(), containers), NullLogger<SandboxNode>.Instance);
        // On the thread pool, as a cluster runs it: NUnit's synchronization context would change the order in which things happen.
        _running = Task.Run(() => Node.RunAsync(_stop.Token));
    }

    public FakeClock Clock { get; } = new();

    public ScriptedProber Prober { get; } = new();

    public ObjectStore Store { get; }

    public SandboxNode Node { get; }

    public static async Task<RunningNode> StartAsync() =>
        new(await DemoHttpServer.StartAsync(NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None));

    /// <summary>Creates a pod with one demo container; <paramref name="edit"/> gets its spec and its container.</summary>
    public void CreatePod(string name, Action<JsonObject, JsonObject>? edit = null)
    {
        var container = new JsonObject { ["name"] = "app", ["image"] = "devloop.dev/demo:v1" };
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray(container),
            ["restartPolicy"] = "Always",
            ["terminationGracePeriodSeconds"] = 30,
        };
        edit?.Invoke(spec, container);
        Store.Create(GroupResource.Pods, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = new JsonObject { ["app"] = "web" } },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        });
    }

    /// <summary>What <c>kubectl delete</c> does to a pod that has a grace.</summary>
    public void DeletePod(string name, int graceSeconds) => Store.Update(GroupResource.Pods, "default", name, pod =>
    {
        pod["metadata"]!["deletionTimestamp"] = ObjectStore.Timestamp(Clock.GetUtcNow() + TimeSpan.FromSeconds(graceSeconds));
        pod["metadata"]!["deletionGracePeriodSeconds"] = graceSeconds;
        return pod;
    });

    public Task<JsonObject> WaitForReadyAsync(string name) => WaitForAsync(name, "readiness", pod => Condition(pod, "Ready") == "True");

    /// <summary>Waits until the pod's object is as the test expects it.</summary>
    public Task<JsonObject> WaitForAsync(string name, string what, Func<JsonObject, bool> expected) =>
        WaitAsync(GroupResource.Pods, $"{what} of pod {name}", o => o.Name == name && expected(o.Content));

    /// <summary>Waits until an event was counted so often.</summary>
    public Task WaitForEventAsync(string message, int count) =>
        WaitAsync(GroupResource.Events, $"event \"{message}\"", o => (string?)o.Content["message"] == message && (int)o.Content["count"]! >= count);

    public async Task WaitForRemovalAsync(string name)
    {
        var version = Store.ResourceVersion;
        if (Store.Find(GroupResource.Pods, "default", name) is not null)
        {
            await FirstAsync(GroupResource.Pods, version, e => e.Object.Name == name && e.Type == StoreEventType.Deleted)
                .Within($"removal of pod {name}");
        }
    }

    private async Task<JsonObject> WaitAsync(GroupResource resource, string what, Func<StoredObject, bool> expected)
    {
        var list = Store.List(resource, "default");
        var present = list.Items.FirstOrDefault(expected);
        return (present ?? await FirstAsync(resource, list.ResourceVersion, e => expected(e.Object)).Within(what)).Content;
    }

    private async Task<StoredObject> FirstAsync(GroupResource resource, long version, Func<StoreEvent, bool> expected)
    {
        await foreach (var change in Store.WatchAsync(resource, "default", version, CancellationToken.None))
        {
            if (expected(change))
            {
                return change.Object;
            }
        }

        throw new InvalidOperationException("The watch ended.");
    }

    /// <summary>Connects to a port of a pod once it listens there.</summary>
    public async Task<Socket> ConnectAsync(string name, int port)
    {
        var pod = Store.Get(GroupResource.Pods, "default", name);
        var log = Node.FindContainer(pod, "app")!.Log!;
        while (log.Read(0) is { Lines.Count: 0 } page)
        {
            await page.Changed.Within("line in the container's log");
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Node.FindSandbox(pod)!.Resolve(port)!).Within("connection");
        return socket;
    }

    public IEnumerable<JsonObject> Events() => Store.List(GroupResource.Events).Items.Select(e => e.Content);

    public static string? Condition(JsonObject pod, string type) =>
        pod["status"]?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == type)?["status"]?.GetValue<string>();

    public static JsonNode Container(JsonObject pod, int index = 0) => pod["status"]!["containerStatuses"]![index]!;

    public static string? Waiting(JsonObject pod) => pod["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]?.GetValue<string>();

    public static int Restarts(JsonObject pod) => pod["status"]?["containerStatuses"]?[0]?["restartCount"]?.GetValue<int>() ?? 0;

    public static bool IsRunning(JsonObject pod) => pod["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.Within("end of the node");
        await _http.DisposeAsync();
        _stop.Dispose();
    }
}
