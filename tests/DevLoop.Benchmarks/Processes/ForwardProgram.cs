using DevLoop.Benchmarks.Clusters;

namespace DevLoop.Benchmarks.Processes;

/// <summary>One of the two programs that are compared, with its command lines.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="IsKubectl">Whether it is kubectl, which is told the wire by its environment.</param>
internal sealed record ForwardProgram(string Name, string Path, bool IsKubectl)
{
    public static ForwardProgram DevLoop(string path) => new("devloop", path, IsKubectl: false);

    public static ForwardProgram Kubectl(string path) => new("kubectl", path, IsKubectl: true);

    /// <summary>Forwards free local ports to ports of a resource, and returns when it says so.</summary>
    public ForwardProcess Start(BenchCluster cluster, Wire wire, string resource, params IReadOnlyList<int> ports)
    {
        string[] arguments =
        [
            "port-forward", "--kubeconfig", cluster.Kubeconfig, .. cluster.Context is { } context ? ["--context", context] : Array.Empty<string>(),
            "-n", cluster.Namespace, "--address", "127.0.0.1", .. IsKubectl ? Array.Empty<string>() : ["--transport", wire == Wire.Tunnel ? "tunnel" : "spdy"],
            resource, .. ports.Select(p => $":{p}"),
        ];
        (string, string)[] environment = IsKubectl ? [("KUBECTL_PORT_FORWARD_WEBSOCKETS", wire == Wire.Tunnel ? "true" : "false")] : [];
        return new ForwardProcess(new ChildProcess(Path, arguments, cluster.Home, environment), ports.Count);
    }
}
