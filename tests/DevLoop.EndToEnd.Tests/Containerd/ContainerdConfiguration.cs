namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// containerd's configuration, version 2, and that of its pod network. Its root and state stay at their usual paths: both are
/// in memory and in a mount namespace of their own (<c>run-containerd.sh</c>).
/// </summary>
internal static class ContainerdConfiguration
{
    // Upstream's place, and Debian's.
    private static readonly string[] NetworkPluginFolders = ["/opt/cni/bin", "/usr/lib/cni"];

    /// <summary>The folder that holds the network plugins the pods need; null when there is none.</summary>
    public static string? FindNetworkPlugins() =>
        NetworkPluginFolders.FirstOrDefault(
            folder => new[] { "bridge", "host-local", "loopback" }.All(plugin => File.Exists(Path.Combine(folder, plugin))));

    /// <exception cref="InvalidOperationException">The network plugins are missing.</exception>
    public static async Task WriteAsync(ContainerdFolder folder, string pauseImage, CancellationToken cancellationToken)
    {
        var plugins = FindNetworkPlugins() ?? throw new InvalidOperationException("There are no CNI plugins.");
        var networks = Directory.CreateDirectory(folder.File("networks")).FullName;
        await File.WriteAllTextAsync(Path.Combine(networks, "10-bridge.conflist"), Network(folder.Bridge), cancellationToken);
        await File.WriteAllTextAsync(folder.File("config.toml"), Daemon(folder.Socket, pauseImage, plugins, networks), cancellationToken);
    }

    // The "opt" plugin would make a folder outside. Native snapshots, plain copies, work on every file system.
    private static string Daemon(string socket, string pauseImage, string plugins, string networks) =>
        $"""
        version = 2
        disabled_plugins = ["io.containerd.internal.v1.opt"]

        [grpc]
        address = "{socket}"

        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "{pauseImage}"
        restrict_oom_score_adj = true
        disable_apparmor = true
        stream_server_address = "127.0.0.1"
        stream_server_port = "0"

        [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = "native"

        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "{plugins}"
        conf_dir = "{networks}"

        """;

    // The benchmarking range (RFC 2544) is in nobody's use. The bridge has no address of its own: the runtime reaches a pod
    // inside its network namespace, so the host's routes stay as they are, and two runs side by side may use the same range.
    private static string Network(string bridge) =>
        $$"""
        {
          "cniVersion": "0.4.0",
          "name": "{{bridge}}",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "{{bridge}}",
              "ipam": { "type": "host-local", "ranges": [[{ "subnet": "198.18.0.0/16" }]] }
            }
          ]
        }
        """;
}
