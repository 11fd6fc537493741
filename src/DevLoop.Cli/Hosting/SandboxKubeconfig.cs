using DevLoop.Sandbox.Hosting;

namespace DevLoop.Cli.Hosting;

/// <summary>The kubeconfig file of a running sandbox, which is gone when the sandbox is.</summary>
internal sealed class SandboxKubeconfig : IDisposable
{
    private readonly string? _folder;
    private readonly string _content;

    private SandboxKubeconfig(string path, string? folder, string content)
    {
        Path = path;
        _folder = folder;
        _content = content;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>A kubeconfig with somebody's real clusters in it is not ours to replace.</summary>
    /// <exception cref="IOException">The file holds something else, or cannot be read.</exception>
    public static void ThrowIfSomethingElse(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            if (SandboxKubeconfigCheck.IsOfSandbox(File.ReadAllText(path)))
            {
                return;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path} exists and cannot be read, so it is left alone: give --kubeconfig-out another file.", e);
        }

        throw new IOException($"{path} exists and is no sandbox's kubeconfig, so it is left alone: give --kubeconfig-out another file.");
    }

    /// <summary>Writes it to the file asked for, or to one in a private folder of its own.</summary>
    /// <exception cref="IOException">The file holds something else, or cannot be written.</exception>
    public static SandboxKubeconfig Write(SandboxCluster cluster, string? path)
    {
        if (path is not null)
        {
            ThrowIfSomethingElse(path);
            cluster.WriteKubeconfig(path);
            return new SandboxKubeconfig(System.IO.Path.GetFullPath(path), null, cluster.Kubeconfig);
        }

        var folder = Directory.CreateTempSubdirectory("devloop-sandbox-").FullName;
        var file = System.IO.Path.Combine(folder, "kubeconfig");
        cluster.WriteKubeconfig(file);
        return new SandboxKubeconfig(file, folder, cluster.Kubeconfig);
    }

    /// <summary>Deletes the file, unless somebody has put something else into it since.</summary>
    public void Dispose()
    {
        try
        {
            if (File.Exists(Path) && File.ReadAllText(Path) == _content)
            {
                File.Delete(Path);
            }

            if (_folder is not null)
            {
                Directory.Delete(_folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else uses the file or the folder, and what is in it opens a cluster that is gone: no reason for an end to fail.
        }
    }
}
