namespace DevLoop.Kubernetes.Authentication;

/// <summary>One of a kubeconfig's <c>contexts</c>.</summary>
internal sealed record ContextEntry(string Name, string File, string? Cluster, string? User, string? Namespace)
{
    public static ContextEntry Read(string name, YamlMap map) =>
        new(name, map.File, map.String("cluster"), map.String("user"), map.String("namespace"));
}
