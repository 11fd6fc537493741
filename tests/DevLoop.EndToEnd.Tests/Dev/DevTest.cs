using DevLoop.EndToEnd.Tests.Program;
using DevLoop.EndToEnd.Tests.Sandbox;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>
/// A test of <c>devloop dev</c> and its kin against a sandbox cluster of its own, which holds nothing at first. The program runs in
/// this process, see <see cref="Start"/>, or as one of its own, see <see cref="StartProcess"/>.
/// </summary>
internal abstract class DevTest
{
    /// <summary>What a request may wait beyond the time without a ready pod: the 250 ms that are promised, and what a loaded machine adds.</summary>
    private static readonly TimeSpan MaxBeyondGap = TimeSpan.FromSeconds(1.5);

    private readonly List<DevRun> _runs = [];
    private readonly List<DevLoopProcess> _processes = [];
    private ClusterTransport? _transport;

    protected SandboxCluster Cluster { get; private set; } = null!;

    protected DevProject Project { get; private set; } = null!;

    /// <summary>Our client of the cluster.</summary>
    protected ApiClient Api { get; private set; } = null!;

    /// <summary>What the cluster logged.</summary>
    protected RecordedLog ClusterLog { get; } = new();

    /// <summary>How the cluster is started.</summary>
    protected virtual SandboxOptions Options { get; } = new();

    [SetUp]
    public async Task StartCluster()
    {
        Cluster = await SandboxCluster.StartAsync(Options with { LoggerFactory = ClusterLog }, CancellationToken.None);
        Project = new DevProject(Cluster.Kubeconfig);
        _transport = SandboxTransport.To(Cluster);
        Api = new ApiClient(_transport, NullLoggerFactory.Instance);
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var run in _runs)
        {
            await run.DisposeAsync();
            await TestContext.Out.WriteLineAsync($"{run}");
        }

        foreach (var process in _processes)
        {
            await TestContext.Out.WriteLineAsync($"{process}");
            await process.DisposeAsync();
        }

        Project?.Dispose();
        _transport?.Dispose();
        await Cluster.DisposeAsync();
        Assert.That(ClusterLog.Errors, Is.Empty, "the cluster did what no cluster should");
    }

    /// <summary>Starts the program in this process, in the <see cref="Project"/>.</summary>
    protected DevRun Start(params string[] args) => Start(Project, args);

    /// <summary>Starts the program in this process, in a project.</summary>
    protected DevRun Start(DevProject project, string[] args, IReadOnlyDictionary<string, string>? variables = null, TimeProvider? time = null)
    {
        _runs.Add(new DevRun(project, args, variables, time));
        return _runs[^1];
    }

    /// <summary>Starts the program as a process in a folder of its own, with the cluster's kubeconfig and the configuration of the <see cref="Project"/>.</summary>
    protected DevLoopProcess StartProcess(params string[] args)
    {
        _processes.Add(DevLoopProcess.Start(Cluster.Kubeconfig, [.. args, "-f", Project.Configuration]));
        return _processes[^1];
    }

    /// <summary>Creates or updates what manifests say.</summary>
    protected Task ApplyAsync(params string[] manifests) => Cluster.ApplyManifestsAsync(string.Join("\n---\n", manifests)).Within("objects of the manifests");

    /// <summary>Waits until a pod is as it should be.</summary>
    protected async Task PodBecomesAsync(string name, Func<Pod, bool> condition)
    {
        await WaitAsync().Within($"change of pod {name}");

        async Task WaitAsync()
        {
            await foreach (var change in Api.WatchAsync<Pod>("default", new WatchOptions(), CancellationToken.None))
            {
                if (change.Resource is { } pod && pod.Metadata.Name == name && condition(pod))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Ends a load, of which no request may have failed, and gives the last answer.</summary>
    protected static async Task<string> EndLoadAsync(SteadyLoad load, ReadyGap gap, DevRun run)
    {
        await load.EndAsync();
        var longestGap = await gap.EndAsync();
        await TestContext.Out.WriteLineAsync($"{load}; the longest time without a ready pod was {longestGap.TotalMilliseconds:0} ms");
        Assert.That(load.Failures, Is.Empty, $"{run}");
        Assert.That(load.Longest, Is.LessThan(longestGap + MaxBeyondGap), $"{run}");
        return load.LastAnswer;
    }

    /// <summary>Deletes an object.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    protected Task DeleteAsync<T>(string name, string ns = "default", TimeSpan? gracePeriod = null)
        where T : class, IResource<T> => Api.DeleteAsync<T>(ns, name, gracePeriod, CancellationToken.None).Within($"deletion of {name}");
}
