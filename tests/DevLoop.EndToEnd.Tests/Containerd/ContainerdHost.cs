using System.Net;
using DevLoop.EndToEnd.Tests.Containerd.Cri;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// A real containerd with pods of our making: the code to which a real kubelet hands every port-forward. It runs as root, apart
/// from a containerd that the machine may have of its own, and when it is disposed of nothing of it is left.
/// </summary>
internal sealed class ContainerdHost : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly ContainerdFolder _folder;
    private readonly ContainerdProcess _process;
    private readonly CriClient _runtime;

    private ContainerdHost(ContainerdFolder folder, ContainerdProcess process)
    {
        _folder = folder;
        _process = process;
        _runtime = new CriClient(folder.Socket);
    }

    /// <summary>The name of the bridge that the pods' network is on.</summary>
    public string Bridge => _folder.Bridge;

    /// <summary>The name of the cgroup that the pods are under.</summary>
    public string Cgroup => _folder.Name;

    /// <summary>What it keeps on disk.</summary>
    public string Folder => _folder.Path;

    /// <summary>Starts containerd and gives it the images; returns when it can run a pod.</summary>
    /// <exception cref="IgnoreException">containerd, or what it needs, is not here.</exception>
    /// <exception cref="AssertionException">The same, and it must be here.</exception>
    /// <exception cref="InvalidOperationException">containerd ended, or an image could not be made; the message has the output.</exception>
    public static async Task<ContainerdHost> StartAsync(CancellationToken cancellationToken = default)
    {
        ContainerdRequirements.Check();
        await ContainerdProcess.CleanUpStaleAsync(cancellationToken);
        var folder = ContainerdFolder.Create();
        await ContainerdConfiguration.WriteAsync(folder, DemoImages.Pause, cancellationToken);
        var host = new ContainerdHost(folder, ContainerdProcess.Start(folder));
        try
        {
            var archive = await DemoImages.BuildAsync(folder, cancellationToken);
            await host.WaitUntilAsync(host._runtime.IsReadyAsync, "a runtime that is ready", cancellationToken);
            await host.ImportAsync(archive, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The runtime's name and version.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken = default)
    {
        var version = await _runtime.VersionAsync(cancellationToken);
        return $"{version.RuntimeName} {version.RuntimeVersion}";
    }

    /// <summary>Runs a pod; returns when its four ports listen.</summary>
    /// <param name="name">Its name: no other pod that has not been removed may have it.</param>
    /// <param name="environment">The variables that its program gets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DemoPod> RunDemoPodAsync(
        string name, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var uid = Guid.NewGuid().ToString();
        var sandbox = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata { Name = name, Namespace = "default", Uid = uid },
            Hostname = name,
            LogDirectory = Directory.CreateDirectory(_folder.File($"logs-{uid}")).FullName,
            Linux = new LinuxPodSandboxConfig { CgroupParent = "/" + Cgroup },
        };
        var container = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "demo" },
            Image = new ImageSpec { Image = DemoImages.Demo },
            Envs = { (environment ?? new Dictionary<string, string>()).Select(e => new KeyValue { Key = e.Key, Value = e.Value }) },
            LogPath = "demo.log",
        };
        var sandboxId = await _runtime.RunPodSandboxAsync(sandbox, cancellationToken);
        var containerId = await StartAsync(sandboxId, sandbox, container, cancellationToken);
        var status = await _runtime.PodSandboxStatusAsync(sandboxId, cancellationToken);
        return new DemoPod(name, sandboxId, containerId, IPAddress.Parse(status.Network.Ip)) { Sandbox = sandbox, Container = container };
    }

    /// <summary>
    /// Starts the container of a pod anew once it has ended, in a new sandbox if the old one is gone; returns when its four ports listen.
    /// </summary>
    public async Task<DemoPod> StartAgainAsync(DemoPod pod, CancellationToken cancellationToken = default)
    {
        var container = pod.Container.Clone();
        container.Metadata.Attempt++;
        container.LogPath = $"demo-{container.Metadata.Attempt}.log";
        var sandboxId = await FindAsync(() => _runtime.PodSandboxStatusAsync(pod.SandboxId, cancellationToken)) is { } found
            ? found.Id
            : await _runtime.RunPodSandboxAsync(pod.Sandbox, cancellationToken);
        var containerId = await StartAsync(sandboxId, pod.Sandbox, container, cancellationToken);
        return pod with { SandboxId = sandboxId, ContainerId = containerId, Container = container };
    }

    /// <summary>The exit code of the pod's container, that of a SIGKILL if the container is gone; null while it runs.</summary>
    public async Task<int?> ExitCodeAsync(DemoPod pod, CancellationToken cancellationToken = default)
    {
        var status = await FindAsync(() => _runtime.ContainerStatusAsync(pod.ContainerId, cancellationToken));
        return status switch
        {
            null => 137,
            { State: ContainerState.ContainerExited } => status.ExitCode,
            _ => null,
        };
    }

    /// <summary>Where the runtime serves SPDY and v4.channel for these ports of the pod: good for one connection, for a minute.</summary>
    public Task<Uri> PortForwardUrlAsync(DemoPod pod, IEnumerable<int> ports, CancellationToken cancellationToken = default) =>
        _runtime.PortForwardAsync(pod.SandboxId, ports, cancellationToken);

    /// <summary>Kills the pod's one container without grace; the pod's network stays, and nothing listens in it.</summary>
    public Task KillAsync(DemoPod pod, CancellationToken cancellationToken = default) => StopAsync(pod, TimeSpan.Zero, cancellationToken);

    /// <summary>Asks the pod's one container to end (SIGTERM), and kills it after the grace.</summary>
    public Task StopAsync(DemoPod pod, TimeSpan grace, CancellationToken cancellationToken = default) =>
        _runtime.StopContainerAsync(pod.ContainerId, grace, cancellationToken);

    /// <summary>Stops the pod and takes it away, as a kubelet does when it is deleted.</summary>
    public Task RemoveAsync(DemoPod pod, CancellationToken cancellationToken = default) =>
        _runtime.RemovePodSandboxAsync(pod.SandboxId, cancellationToken);

    /// <summary>Ends containerd and every pod, and waits until nothing of them is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _runtime.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<T?> FindAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (GrpcException e) when (e.Status == GrpcException.NotFound)
        {
            return null;
        }
    }

    private async Task<string> StartAsync(
        string sandboxId, PodSandboxConfig sandbox, ContainerConfig container, CancellationToken cancellationToken)
    {
        var containerId = await _runtime.StartContainerAsync(sandboxId, sandbox, container, cancellationToken);
        var log = Path.Combine(sandbox.LogDirectory, container.LogPath);
        await WaitUntilAsync(
            async token => (await File.ReadAllTextAsync(log, token)).Contains("ready"), $"pod {sandbox.Metadata.Name} that listens", cancellationToken);
        return containerId;
    }

    private async Task ImportAsync(string archive, CancellationToken cancellationToken)
    {
        await Command.RunAsync(
            "ctr",
            ["--address", _folder.Socket, "--namespace", "k8s.io", "images", "import", "--snapshotter", "native", archive],
            cancellationToken);
        foreach (var image in new[] { DemoImages.Pause, DemoImages.Demo })
        {
            await WaitUntilAsync(token => _runtime.HasImageAsync(image, token), $"image {image}", cancellationToken);
        }
    }

    private async Task WaitUntilAsync(
        Func<CancellationToken, Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TestLimits.Event, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Exception? last = null;
        while (!_process.Ended.IsCompleted)
        {
            try
            {
                if (await condition(linked.Token))
                {
                    return;
                }

                await Task.Delay(PollInterval, TimeProvider.System, linked.Token);
            }
            catch (Exception e) when (e is HttpRequestException or GrpcException or IOException)
            {
                last = e;
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"No {what} within {TestLimits.Event.TotalSeconds} s. {last?.Message}\n{_process.Log}", e);
            }
        }

        throw new InvalidOperationException($"containerd ended before there was {what}:\n{_process.Log}");
    }
}
