namespace DevLoop.Sandbox.Storage;

/// <summary>A kind of object by its API group (empty for the core group) and its plural name, as error messages write it.</summary>
internal sealed record GroupResource(string Group, string Resource)
{
    public static readonly GroupResource Namespaces = new("", "namespaces");
    public static readonly GroupResource Nodes = new("", "nodes");
    public static readonly GroupResource Pods = new("", "pods");
    public static readonly GroupResource Services = new("", "services");
    public static readonly GroupResource Events = new("", "events");
    public static readonly GroupResource EndpointSlices = new("discovery.k8s.io", "endpointslices");
    public static readonly GroupResource ReplicationControllers = new("", "replicationcontrollers");
    public static readonly GroupResource Deployments = new("apps", "deployments");
    public static readonly GroupResource ReplicaSets = new("apps", "replicasets");
    public static readonly GroupResource StatefulSets = new("apps", "statefulsets");
    public static readonly GroupResource DaemonSets = new("apps", "daemonsets");
    public static readonly GroupResource ControllerRevisions = new("apps", "controllerrevisions");
    public static readonly GroupResource Jobs = new("batch", "jobs");
    public static readonly GroupResource CronJobs = new("batch", "cronjobs");

    /// <summary><c>pods</c>, <c>endpointslices.discovery.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
