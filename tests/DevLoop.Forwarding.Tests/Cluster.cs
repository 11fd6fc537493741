using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests;

/// <summary>Objects of a cluster: made up, and those that were recorded on a real one.</summary>
internal static class Cluster
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Pod> RecordedPods { get; } = Read(Pod.Kind, "list-pods.json");

    public static IReadOnlyList<Service> RecordedServices { get; } = Read(Service.Kind, "list-services.json");

    /// <summary>The pods of Service web as they were after each event of a recorded rolling restart.</summary>
    public static IEnumerable<IReadOnlyList<Pod>> RecordedRollout()
    {
        var pods = new Dictionary<string, Pod>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Fixture("watch-pods-rollout.jsonl")))
        {
            var entry = JsonNode.Parse(line)!;
            var type = entry["type"]!.GetValue<string>();
            if (type != "BOOKMARK")
            {
                var pod = entry["object"].Deserialize(Pod.Kind.Json)!;
                pods[pod.Metadata.Name] = pod;
                if (type == "DELETED")
                {
                    pods.Remove(pod.Metadata.Name);
                }

                yield return [.. pods.Values];
            }
        }
    }

    /// <summary>A pod of the app <c>web</c> that runs and is ready, with the port http 8080.</summary>
    public static Pod Ready(string name, int age = 60) => new()
    {
        Metadata = new ObjectMetadata
        {
            Name = name,
            Namespace = "default",
            Uid = $"uid-{name}",
            ResourceVersion = "1",
            CreationTimestamp = Start.AddSeconds(-age),
            Labels = new Dictionary<string, string> { ["app"] = "web" },
        },
        Spec = new PodSpec { NodeName = "node-1", Containers = [Container(Port("http", 8080))] },
        Status = new PodStatus { Phase = "Running", Conditions = [new Condition { Type = "Ready", Status = "True" }] },
    };

    public static Pod Pending(string name) => Ready(name) with { Status = new PodStatus { Phase = "Pending" } };

    public static Pod NotReady(string name, int age = 60) => Ready(name, age) with
    {
        Status = new PodStatus
        {
            Phase = "Running",
            Conditions = [new Condition { Type = "Ready", Status = "False", Reason = "ContainersNotReady", Message = "containers with unready status: [app]" }],
        },
    };

    public static Pod Terminating(Pod pod) => Changed(pod) with { Metadata = Changed(pod).Metadata with { DeletionTimestamp = Start } };

    /// <summary>The same pod in a later version.</summary>
    public static Pod Changed(Pod pod) => pod with { Metadata = pod.Metadata with { ResourceVersion = pod.Metadata.ResourceVersion + "0" } };

    public static Pod With(Pod pod, params ContainerPort[] ports) => pod with { Spec = pod.Spec with { Containers = [Container(ports)] } };

    public static Pod WithStatus(Pod pod, params ContainerStatus[] containers) => pod with { Status = pod.Status with { ContainerStatuses = containers } };

    public static Container Container(params ContainerPort[] ports) => new() { Name = "app", Ports = ports };

    public static ContainerPort Port(string? name, int number, string protocol = "TCP") => new() { Name = name, Port = number, Protocol = protocol };

    /// <summary>The Service <c>web</c> over the app of that name.</summary>
    public static Service Web(params ServicePort[] ports) => new()
    {
        Metadata = new ObjectMetadata { Name = "web", Namespace = "default" },
        Spec = new ServiceSpec { Selector = new Dictionary<string, string> { ["app"] = "web" }, Ports = ports },
    };

    public static ServicePort ServicePort(int port, IntOrString? targetPort = null, string? name = null, string protocol = "TCP") =>
        new() { Port = port, TargetPort = targetPort, Name = name, Protocol = protocol };

    /// <summary>An entry such as <c>service/web</c> with the port <c>80</c> or <c>http</c>, on any free port of 127.0.0.1.</summary>
    public static PortForwardEntry Entry(string resource, string port, int localPort = 0, string address = "127.0.0.1") =>
        new(EntryOrigin.User, ResourceReference.Parse(resource), "default", PortMapping.Parse(port).Remote, Wish(localPort), ListenAddress.Parse(address));

    private static LocalPortWish Wish(int port) => port == 0 ? LocalPortWish.Any : LocalPortWish.Only(port);

    private static IReadOnlyList<T> Read<T>(ResourceKind<T> kind, string file)
        where T : class, IResource<T> => JsonSerializer.Deserialize(File.ReadAllText(Fixture(file)), kind.ListJson)!.Items;

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
