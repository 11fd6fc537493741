using System.Text.RegularExpressions;
using DevLoop.Benchmarks.Processes;

namespace DevLoop.Benchmarks.Clusters;

/// <summary>A sandbox cluster in a process of its own, with the bench's pods.</summary>
internal sealed partial class SandboxProcess : IDisposable
{
    private readonly ChildProcess _process;

    public SandboxProcess(string devLoop, string home)
    {
        var manifests = Path.Combine(home, "manifests.yaml");
        File.WriteAllText(manifests, BenchManifests.Yaml("devloop.dev/demo"));
        Kubeconfig = Path.Combine(home, "kubeconfig");
        _process = new ChildProcess(devLoop, ["sandbox", "-f", manifests, "--kubeconfig-out", Kubeconfig], home);
        try
        {
            _process.WaitFor(Ready(), 1, TimeSpan.FromMinutes(2));
        }
        catch
        {
            _process.Dispose();
            throw;
        }
    }

    public string Kubeconfig { get; }

    public ProcessUsage Usage => _process.Usage;

    public void Dispose() => _process.Dispose();

    [GeneratedRegex("^export KUBECONFIG=", RegexOptions.None, 1000)]
    private static partial Regex Ready();
}
