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

    /// <summary><c>pods</c>, <c>endpointslices.discovery.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
