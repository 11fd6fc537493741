using DevLoop.EndToEnd.Tests.Containerd.Cri;
using Google.Protobuf;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>What a kubelet asks of its container runtime: the few calls that run one pod and forward to it.</summary>
internal sealed class CriClient(string socketPath) : IDisposable
{
    private readonly UnaryGrpcClient _grpc = new(socketPath);

    public Task<VersionResponse> VersionAsync(CancellationToken cancellationToken) =>
        CallAsync("Version", new VersionRequest(), VersionResponse.Parser, cancellationToken);

    /// <summary>Whether the runtime and its pod network say that they are ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync("Status", new StatusRequest(), StatusResponse.Parser, cancellationToken);
        return answer.Status.Conditions.Count > 0 && answer.Status.Conditions.All(c => c.Status);
    }

    /// <summary>Whether the runtime knows the image; it learns of an import a moment later.</summary>
    public async Task<bool> HasImageAsync(string image, CancellationToken cancellationToken)
    {
        var request = new ImageStatusRequest { Image = new ImageSpec { Image = image } };
        var answer = await _grpc.CallAsync(
            "/runtime.v1.ImageService/ImageStatus", request, ImageStatusResponse.Parser, cancellationToken);
        return answer.Image is not null;
    }

    public async Task<string> RunPodSandboxAsync(PodSandboxConfig config, CancellationToken cancellationToken)
    {
        var request = new RunPodSandboxRequest { Config = config };
        return (await CallAsync("RunPodSandbox", request, RunPodSandboxResponse.Parser, cancellationToken)).PodSandboxId;
    }

    public async Task<PodSandboxStatus> PodSandboxStatusAsync(string sandboxId, CancellationToken cancellationToken)
    {
        var request = new PodSandboxStatusRequest { PodSandboxId = sandboxId };
        return (await CallAsync("PodSandboxStatus", request, PodSandboxStatusResponse.Parser, cancellationToken)).Status;
    }

    public async Task<string> StartContainerAsync(
        string sandboxId, PodSandboxConfig sandbox, ContainerConfig container, CancellationToken cancellationToken)
    {
        var create = new CreateContainerRequest { PodSandboxId = sandboxId, Config = container, SandboxConfig = sandbox };
        var id = (await CallAsync("CreateContainer", create, CreateContainerResponse.Parser, cancellationToken)).ContainerId;
        var start = new StartContainerRequest { ContainerId = id };
        await CallAsync("StartContainer", start, StartContainerResponse.Parser, cancellationToken);
        return id;
    }

    public async Task<ContainerStatus> ContainerStatusAsync(string containerId, CancellationToken cancellationToken)
    {
        var request = new ContainerStatusRequest { ContainerId = containerId };
        return (await CallAsync("ContainerStatus", request, ContainerStatusResponse.Parser, cancellationToken)).Status;
    }

    /// <summary>Ends the container and waits until it has ended.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="grace">How long after SIGTERM it is killed, in whole seconds; zero: at once, without a SIGTERM.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        var request = new StopContainerRequest { ContainerId = containerId, Timeout = (long)grace.TotalSeconds };
        return CallAsync("StopContainer", request, StopContainerResponse.Parser, cancellationToken);
    }

    /// <summary>Stops the pod, its containers and its network, and forgets it.</summary>
    public async Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        var stop = new StopPodSandboxRequest { PodSandboxId = sandboxId };
        await CallAsync("StopPodSandbox", stop, StopPodSandboxResponse.Parser, cancellationToken);
        var remove = new RemovePodSandboxRequest { PodSandboxId = sandboxId };
        await CallAsync("RemovePodSandbox", remove, RemovePodSandboxResponse.Parser, cancellationToken);
    }

    /// <summary>The address at which the runtime serves the port-forward wires for this pod: good for one connection, for a minute.</summary>
    public async Task<Uri> PortForwardAsync(string sandboxId, IEnumerable<int> ports, CancellationToken cancellationToken)
    {
        var request = new PortForwardRequest { PodSandboxId = sandboxId, Port = { ports } };
        return new Uri((await CallAsync("PortForward", request, PortForwardResponse.Parser, cancellationToken)).Url);
    }

    public void Dispose() => _grpc.Dispose();

    private Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse> =>
        _grpc.CallAsync($"/runtime.v1.RuntimeService/{method}", request, parser, cancellationToken);
}
