using System.Diagnostics;

namespace DevLoop.Testing;

/// <summary>A real kubectl with a home, a cache and a kubeconfig of its own.</summary>
public sealed class Kubectl : IDisposable
{
    private readonly string _program = RealPeer.Path("kubectl");
    private readonly string _home = Directory.CreateTempSubdirectory("devloop-kubectl-").FullName;

    public Kubectl(string kubeconfig) => File.WriteAllText(Path.Combine(_home, "kubeconfig"), kubeconfig);

    /// <summary>A folder of this kubectl's own, for manifests.</summary>
    public string Folder => _home;

    /// <summary>Runs a command that ends by itself.</summary>
    public async Task<KubectlResult> RunAsync(params string[] arguments) => await RunAsync("", arguments);

    /// <summary>Runs a command that ends by itself, with text on its standard input.</summary>
    public async Task<KubectlResult> RunAsync(string input, string[] arguments)
    {
        using var process = Start(arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync().Within($"end of kubectl {string.Join(' ', arguments)}");
            return new KubectlResult(process.ExitCode, await output, await error);
        }
        finally
        {
            Stop(process);
        }
    }

    /// <summary>Starts a command that runs until it is stopped; the caller kills and disposes it.</summary>
    public Process Start(params string[] arguments) => Start(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>The same, with variables added to its environment.</summary>
    public Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo(_program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home,
        };
        info.Environment["HOME"] = _home;
        info.Environment["KUBECACHEDIR"] = Path.Combine(_home, "cache");
        info.Environment["KUBECONFIG"] = Path.Combine(_home, "kubeconfig");
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new InvalidOperationException("kubectl did not start.");
    }

    /// <summary>Ends a process started by <see cref="Start"/>, if it still runs.</summary>
    public static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
