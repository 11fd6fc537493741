namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>Manifests of demo programs, as YAML in one line each.</summary>
internal static class Manifests
{
    /// <summary>The labels of what a run of ours made.</summary>
    public const string OfRun = "devloop.dev/run-id: run-1";

    /// <summary>A container of the demo program whose HTTP port is named <c>http</c> and whose echo port is named <c>echo</c>.</summary>
    /// <param name="more">More of its fields.</param>
    public static string Container(string more = "") =>
        $"{{name: app, image: devloop.dev/demo, ports: [{{name: http, containerPort: 8080}}, {{name: echo, containerPort: 7000}}]{Comma(more)}{more}}}";

    /// <summary>A pod of an app, which ends at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="app">Its label <c>app</c>.</param>
    /// <param name="metadata">More of its metadata.</param>
    /// <param name="labels">More labels.</param>
    /// <param name="container">Its container.</param>
    public static string Pod(string name, string app = "web", string metadata = "", string labels = "", string? container = null) =>
        $"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{app: {app}{Comma(labels)}{labels}}}{Comma(metadata)}{metadata}}}, spec: {PodSpec(container: container)}}}";

    /// <summary>A Service over the pods of an app.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ports">The items of its ports.</param>
    /// <param name="app">The label <c>app</c> of its pods.</param>
    /// <param name="metadata">More of its metadata.</param>
    /// <param name="labels">Its labels.</param>
    public static string Service(string name, string ports = "{name: http, port: 80, targetPort: http}, {name: echo, port: 7000}", string app = "web", string metadata = "", string labels = "") =>
        $"{{apiVersion: v1, kind: Service, metadata: {{name: {name}, labels: {{{labels}}}{Comma(metadata)}{metadata}}}, spec: {{selector: {{app: {app}}}, ports: [{ports}]}}}}";

    /// <summary>A namespace.</summary>
    public static string Namespace(string name) => $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}}}}}";

    /// <summary>A Deployment, ReplicaSet, StatefulSet, DaemonSet or ReplicationController over pods labelled <c>app</c> with its name.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spec">More of its specification.</param>
    /// <param name="container">The container of its pods.</param>
    /// <param name="gracePeriod">How long they may take to end, in seconds.</param>
    /// <param name="podSpec">More of their specification.</param>
    public static string Workload(string kind, string name, string spec = "", string? container = null, int gracePeriod = 1, string podSpec = "")
    {
        var version = kind == "ReplicationController" ? "v1" : "apps/v1";
        var selector = kind == "ReplicationController" ? $"{{app: {name}}}" : $"{{matchLabels: {{app: {name}}}}}";
        return $"{{apiVersion: {version}, kind: {kind}, metadata: {{name: {name}}}, spec: {{selector: {selector}, "
            + $"template: {{metadata: {{labels: {{app: {name}}}}}, spec: {PodSpec(podSpec.Length > 0 ? $"{podSpec}, " : "", container, gracePeriod)}}}{Comma(spec)}{spec}}}}}";
    }

    /// <summary>A Job whose pod runs on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="metadata">More of its metadata.</param>
    public static string Job(string name, string metadata = "") =>
        $"{{apiVersion: batch/v1, kind: Job, metadata: {{name: {name}{Comma(metadata)}{metadata}}}, spec: {JobSpec}}}";

    /// <summary>A CronJob, of which no Job is due within a test.</summary>
    public static string CronJob(string name, string schedule = "0 0 29 2 *") =>
        $"{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: {name}}}, spec: {{schedule: '{schedule}', jobTemplate: {{spec: {JobSpec}}}}}}}";

    private static string JobSpec => $"{{template: {{spec: {PodSpec("restartPolicy: Never, ")}}}}}";

    private static string PodSpec(string more = "", string? container = null, int gracePeriod = 1) =>
        $"{{{more}terminationGracePeriodSeconds: {gracePeriod}, containers: [{container ?? Container()}]}}";

    private static string Comma(string more) => more.Length > 0 ? ", " : "";
}
