namespace DevLoop.Forwarding.Configuration;

/// <summary>The names of the resource types, as people write them.</summary>
public static class ResourceTypes
{
    private static readonly (ResourceType Type, string Name, string Plural, string[] Short)[] Table =
    [
        (ResourceType.Pod, "pod", "pods", ["po"]),
        (ResourceType.Service, "service", "services", ["svc"]),
        (ResourceType.Deployment, "deployment", "deployments", ["deploy"]),
        (ResourceType.ReplicaSet, "replicaset", "replicasets", ["rs"]),
        (ResourceType.StatefulSet, "statefulset", "statefulsets", ["sts"]),
        (ResourceType.ReplicationController, "replicationcontroller", "replicationcontrollers", ["rc"]),
        (ResourceType.DaemonSet, "daemonset", "daemonsets", ["ds"]),
        (ResourceType.Job, "job", "jobs", []),
        (ResourceType.CronJob, "cronjob", "cronjobs", ["cj"]),
        (ResourceType.Container, "container", "containers", []),
    ];

    private static readonly Dictionary<string, ResourceType> Types = Table
        .SelectMany(row => row.Short.Append(row.Name).Append(row.Plural).Select(name => (name, row.Type)))
        .ToDictionary(n => n.name, n => n.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The singular names, in the order of the type.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>The type of a singular, plural or short name; case does not matter. Null when it is none.</summary>
    public static ResourceType? Find(string name) => Types.TryGetValue(name, out var type) ? type : null;

    /// <summary>The singular, in lower case, as messages have it.</summary>
    public static string NameOf(ResourceType type) => Table[(int)type].Name;
}
