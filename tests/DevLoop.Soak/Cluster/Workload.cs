namespace DevLoop.Soak.Cluster;

/// <summary>What is forwarded: some pods of the sandbox's demo program.</summary>
/// <param name="Name">Its name, and the label <c>app</c> of its pods.</param>
/// <param name="Kind">The kind of what makes its pods.</param>
/// <param name="Replicas">How many of them.</param>
/// <param name="ResourceType">By which type of resource it is forwarded.</param>
internal sealed record Workload(string Name, string Kind, int Replicas, string ResourceType)
{
    /// <summary>
    /// How long the pods go on after they were asked to terminate: long enough that devloop hears of it also right after its watches
    /// were broken off and on a machine that has much else to do, so that a rollout breaks nothing.
    /// </summary>
    private const string StopDelay = "8s";

    /// <summary>The longest that a connection may last at a pod that is asked to terminate, in seconds.</summary>
    private const int GracePeriod = 30;

    /// <summary>Few, so that devloop, which follows them, has soon seen as many as there will be.</summary>
    private const int RevisionHistory = 1;

    public static IReadOnlyList<Workload> All { get; } =
        [new("web", "Deployment", 3, "service"), new("api", "Deployment", 2, "deployment"), new("db", "StatefulSet", 2, "statefulset")];

    /// <summary>The pods that forwards may go to: the ports of a workload need not go to the same one after some of its pods were lost.</summary>
    public static int MaxPods => All.Sum(w => w.Replicas);

    /// <summary>TYPE/NAME of what is forwarded.</summary>
    public string Resource => $"{ResourceType}/{Name}";

    /// <summary>Its manifest, and that of its Service if it is forwarded by one.</summary>
    public string Manifest(string version) =>
        $"{{apiVersion: apps/v1, kind: {Kind}, metadata: {{name: {Name}}}, spec: {{replicas: {Replicas}, {(Kind == "StatefulSet" ? "serviceName: none, " : "")}revisionHistoryLimit: {RevisionHistory}, "
        + $"selector: {{matchLabels: {{app: {Name}}}}}, template: {{metadata: {{labels: {{app: {Name}}}}}, spec: {{terminationGracePeriodSeconds: {GracePeriod}, containers: ["
        + "{name: app, image: devloop.dev/demo, ports: [{name: http, containerPort: 8080}, {name: echo, containerPort: 7000}, {name: sink, containerPort: 7002}], "
        + $"env: [{{name: VERSION, value: {version}}}, {{name: STOP_DELAY, value: {StopDelay}}}], "
        + "readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 2}}]}}}}\n"
        + (ResourceType == "service"
            ? $"---\n{{apiVersion: v1, kind: Service, metadata: {{name: {Name}}}, spec: {{selector: {{app: {Name}}}, ports: ["
                + "{name: http, port: 80, targetPort: http}, {name: echo, port: 7000, targetPort: echo}, {name: sink, port: 7002, targetPort: sink}]}}\n"
            : "");
}
