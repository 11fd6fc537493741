using DevLoop.Sandbox.Hosting;

namespace DevLoop.Cli.Hosting;

/// <summary>The kubeconfig file of a running sandbox, which is gone when the sandbox is.</summary>
internal sealed class SandboxKubeconfig : IDisposable
{
    private readonly string? _folder;

    private SandboxKubeconfig(string path, string? folder)
    {
        Path = path;
        _folder = folder;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes it to the file asked for, or to one in a private folder of its own.</summary>
    /// <exception cref="IOException">The file holds something else, or cannot be written.</exception>
    public static SandboxKubeconfig Write(SandboxCluster cluster, string? path)
    {
        if (path is not null)
        {
            ThrowIfSomethingElse(path);
            cluster.WriteKubeconfig(path);
            return new SandboxKubeconfig(System.IO.Path.GetFullPath(path), null);
        }

        var folder = Directory.CreateTempSubdirectory("devloop-sandbox-").FullName;
        var file = System.IO.Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeconfig(file);
        return new SandboxKubeconfig(file, folder);
    }

    public void Dispose()
    {
        File.Delete(Path);
        if (_folder is not null)
        {
            Directory.Delete(_folder);
        }
    }

    /// <summary>A kubeconfig with somebody's real clusters in it is not ours to replace.</summary>
    private static void ThrowIfSomethingElse(string path)
    {
        if (File.Exists(path) && !File.ReadAllText(path).Contains(SandboxOptions.DefaultName, StringComparison.Ordinal))
        {
            throw new IOException($"{path} exists and is no sandbox's kubeconfig, so it is left alone: give --kubeconfig-out another file.");
        }
    }
}
