using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests;

/// <summary>Objects of a cluster: made up, and those that were recorded on a real one.</summary>
internal static class Cluster
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Pod> RecordedPods { get; } = Read(Pod.Kind, "list-pods.json");

    public static IReadOnlyList<Service> RecordedServices { get; } = Read(Service.Kind, "list-services.json");

    /// <summary>Everything of the recorded cluster.</summary>
    public static ResourceSnapshot Recorded { get; } = ResourceSnapshot.Empty
        .With(RecordedPods)
        .With(RecordedServices)
        .With(Read(EndpointSlice.Kind, "list-endpointslices.json"))
        .With(Read(Deployment.Kind, "list-deployments.json"))
        .With(Read(ReplicaSet.Kind, "list-replicasets.json"))
        .With(Read(StatefulSet.Kind, "list-statefulsets.json"))
        .With(Read(DaemonSet.Kind, "list-daemonsets.json"))
        .With(Read(ReplicationController.Kind, "list-replicationcontrollers.json"))
        .With(Read(Job.Kind, "list-jobs.json"))
        .With(Read(CronJob.Kind, "list-cronjobs.json"));

    /// <summary>The cluster as it was after each event of a recorded rolling restart, which the pods and the ReplicaSets saw.</summary>
    public static IEnumerable<ResourceSnapshot> RecordedRollout()
    {
        var pods = new Dictionary<string, Pod>(StringComparer.Ordinal);
        var replicaSets = new Dictionary<string, ReplicaSet>(StringComparer.Ordinal);
        var events = Events("watch-pods-rollout.jsonl").Concat(Events("watch-replicasets-rollout.jsonl"));
        foreach (var (_, type, json) in events.OrderBy(e => e.Version))
        {
            if (json["kind"]!.GetValue<string>() == "Pod")
            {
                Apply(pods, type, json.Deserialize(Pod.Kind.Json)!);
            }
            else
            {
                Apply(replicaSets, type, json.Deserialize(ReplicaSet.Kind.Json)!);
            }

            // What was there before the restart comes one by one, the ReplicaSet last.
            if (replicaSets.Count > 0)
            {
                yield return Recorded.With<Pod>([.. pods.Values]).With<ReplicaSet>([.. replicaSets.Values]);
            }
        }
    }

    /// <summary>A Service, or none, and pods.</summary>
    public static ResourceSnapshot Snapshot(Service? service, IReadOnlyList<Pod> pods) =>
        ResourceSnapshot.Empty.With<Service>(service is null ? [] : [service]).With(pods);

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

    /// <summary>A workload of the kind that wants so many pods of the app <c>web</c>.</summary>
    public static T Workload<T>(string name, int? replicas = 1, params Condition[] conditions)
        where T : class, IWorkload<T> => Json<T>(new JsonObject
        {
            ["metadata"] = Metadata(name, null),
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } } },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray([.. conditions.Select(c => new JsonObject
                {
                    ["type"] = c.Type, ["status"] = c.Status, ["reason"] = c.Reason, ["message"] = c.Message,
                })]),
            },
        });

    /// <summary>A workload that belongs to another one, of a revision.</summary>
    public static T OwnedBy<T>(IResource owner, string name, int revision = 0)
        where T : class, IWorkload<T> => Json<T>(new JsonObject { ["metadata"] = Metadata(name, owner, ("deployment.kubernetes.io/revision", $"{revision}")) });

    /// <summary>The pod, as one that belongs to the owner.</summary>
    public static Pod OwnedBy(IResource owner, Pod pod) => pod with
    {
        Metadata = pod.Metadata with { OwnerReferences = [new OwnerReference { Uid = owner.Metadata.Uid, Name = owner.Metadata.Name, Controller = true }] },
    };

    private static JsonObject Metadata(string name, IResource? owner, params (string Key, string Value)[] annotations) => new()
    {
        ["name"] = name,
        ["namespace"] = "default",
        ["uid"] = $"uid-{name}",
        ["annotations"] = new JsonObject([.. annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))]),
        ["ownerReferences"] = owner is null ? null : new JsonArray(new JsonObject { ["uid"] = owner.Metadata.Uid, ["controller"] = true }),
    };

    private static T Json<T>(JsonObject json)
        where T : class, IResource<T> => json.Deserialize(T.Kind.Json)!;

    private static IEnumerable<(long Version, string Type, JsonNode Object)> Events(string file) =>
        from line in File.ReadLines(Fixture(file))
        let entry = JsonNode.Parse(line)!
        let type = entry["type"]!.GetValue<string>()
        where type != "BOOKMARK"
        select (long.Parse(entry["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>(), CultureInfo.InvariantCulture), type, entry["object"]!);

    private static void Apply<T>(Dictionary<string, T> objects, string type, T changed)
        where T : class, IResource<T>
    {
        objects[changed.Metadata.Name] = changed;
        if (type == "DELETED")
        {
            objects.Remove(changed.Metadata.Name);
        }
    }

    private static LocalPortWish Wish(int port) => port == 0 ? LocalPortWish.Any : LocalPortWish.Only(port);

    private static IReadOnlyList<T> Read<T>(ResourceKind<T> kind, string file)
        where T : class, IResource<T> => JsonSerializer.Deserialize(File.ReadAllText(Fixture(file)), kind.ListJson)!.Items;

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
