using System.Security.Cryptography;
using System.Text;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>Runs one container from the pull of its image to its last end: starts, probes, restarts and back-off.</summary>
/// <param name="spec">The container.</param>
/// <param name="pod">The pod it belongs to.</param>
/// <param name="address">The pod's address.</param>
/// <param name="restartPolicy">When it starts again.</param>
/// <param name="services">What the node's containers share.</param>
/// <param name="changed">Called after every change of <see cref="Status"/>.</param>
internal sealed class ContainerWorker(
    ContainerSpec spec, PodSpec pod, PodAddress address, RestartPolicy restartPolicy, ContainerServices services, Action changed)
{
    /// <summary>How long a failed pull shows as ErrImagePull before it shows as ImagePullBackOff.</summary>
    private static readonly TimeSpan PullErrorShown = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ContainerStatus _status = new()
    {
        Name = spec.Name,
        Image = spec.Image,
        State = new ContainerState.Waiting("ContainerCreating"),
    };

    public ContainerSpec Spec => spec;

    public ContainerStatus Status => _status;

    /// <summary>Completes when the container has started for the first time, startup probe included.</summary>
    public Task Started => _started.Task;

    /// <summary>What the present or last run wrote; null before the first.</summary>
    public ContainerLog? Log { get; private set; }

    /// <summary>What the run before that wrote.</summary>
    public ContainerLog? PreviousLog { get; private set; }

    /// <summary>Shows why the container does not start yet.</summary>
    public void Wait(string reason) => Change(status => status with { State = new ContainerState.Waiting(reason) });

    /// <summary>Runs until the container has ended for good.</summary>
    /// <param name="terminate">It is asked to end, and not started again.</param>
    /// <param name="kill">It ends now.</param>
    public async Task RunAsync(CancellationToken terminate, CancellationToken kill)
    {
        // Asked of these two: the linked token may hear of it later than the program that they end.
        bool IsEnding() => terminate.IsCancellationRequested || kill.IsCancellationRequested;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(terminate, kill);
        try
        {
            var program = await PullAsync(stop.Token);
            var context = await ConfigureAsync(stop.Token);
            var backOff = new BackOff(firstIsImmediate: true);
            while (true)
            {
                stop.Token.ThrowIfCancellationRequested();
                var end = await RunOnceAsync(program, context, terminate, kill);
                if (IsEnding() || !RestartDecision.Restarts(restartPolicy, end.ExitCode))
                {
                    return;
                }

                await PauseAsync(end, backOff.Next(end.FinishedAt), stop.Token);
            }
        }
        catch (OperationCanceledException) when (IsEnding())
        {
            // Told to end while it waited: how the last run ended, if there was one, is how the container ended.
            Change(status => status.State is ContainerState.Waiting && status.LastTermination is { } last ? status with { State = last } : status);
        }
    }

    private async Task<IContainerProgram> PullAsync(CancellationToken stop)
    {
        if (services.Images.Find(spec.Image) is { } program)
        {
            services.Events.Normal(pod, spec.Name, "Pulled", $"Container image \"{spec.Image}\" already present on machine");
            return program;
        }

        var backOff = new BackOff(firstIsImmediate: false);
        while (true)
        {
            var delay = backOff.Next(services.Time.GetUtcNow());
            if (!spec.MayPull)
            {
                Fail("ErrImageNeverPull", $"Container image \"{spec.Image}\" is not present with pull policy of Never");
            }
            else
            {
                Fail("ErrImagePull", $"failed to pull image \"{spec.Image}\": not found: the sandbox has only {string.Join(", ", services.Images.Repositories)}");
                await Task.Delay(PullErrorShown, services.Time, stop);
                delay -= PullErrorShown;
                Change(status => status with { State = new ContainerState.Waiting("ImagePullBackOff", $"Back-off pulling image \"{spec.Image}\"") });
            }

            await Task.Delay(delay, services.Time, stop);
        }
    }

    private async Task<ContainerContext> ConfigureAsync(CancellationToken stop)
    {
        if (!ContainerEnvironment.TryBuild(spec, pod, address.Address, out var environment, out var error))
        {
            Fail("CreateContainerConfigError", error);
            await Task.Delay(Timeout.InfiniteTimeSpan, services.Time, stop);
        }

        return new ContainerContext(pod.Name, environment, address, new ContainerLog(services.Time), services.Time);
    }

    private void Fail(string reason, string message)
    {
        services.Events.Warning(pod, spec.Name, "Failed", $"Error: {reason}: {message}");
        Change(status => status with { State = new ContainerState.Waiting(reason, message) });
    }

    private async Task PauseAsync(ContainerState.Terminated end, TimeSpan delay, CancellationToken stop)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        services.Events.Warning(pod, spec.Name, "BackOff", $"Back-off restarting failed container {spec.Name} in pod {pod}");
        var message = $"back-off {GoText(delay)} restarting failed container={spec.Name} pod={pod}";
        Change(status => status with { State = new ContainerState.Waiting("CrashLoopBackOff", message), LastTermination = end });
        await Task.Delay(delay, services.Time, stop);
    }

    private async Task<ContainerState.Terminated> RunOnceAsync(
        IContainerProgram program, ContainerContext context, CancellationToken terminate, CancellationToken kill)
    {
        var startedAt = services.Time.GetUtcNow();
        var id = "devloop://" + RandomNumberGenerator.GetHexString(64, lowercase: true);
        PreviousLog = Log;
        Log = new ContainerLog(services.Time);
        Change(status => Running(status, startedAt, id));
        services.Events.Normal(pod, spec.Name, "Started", $"Started container {spec.Name}");

        using var run = new ContainerRun(program, context with { Log = Log }, terminate, kill);
        var (code, killed) = await WatchAsync(run, startedAt, terminate);
        Log.End();
        var end = new ContainerState.Terminated(killed ? ExitCodes.Killed : code, startedAt, services.Time.GetUtcNow(), id);
        Change(status => status with { State = end, Started = false, Ready = false });
        return end;
    }

    private ContainerStatus Running(ContainerStatus status, DateTimeOffset startedAt, string id)
    {
        var last = status.State as ContainerState.Terminated ?? status.LastTermination;
        var started = spec.StartupProbe is null;
        return status with
        {
            State = new ContainerState.Running(startedAt, id),
            LastTermination = last,
            RestartCount = last is null ? 0 : status.RestartCount + 1,
            Started = started,
            Ready = started && spec.ReadinessProbe is null,
            ImageId = ImageIdOf(spec.Image),
        };
    }

    /// <summary>Probes a run until it ends, and ends it when its startup or liveness probe fails.</summary>
    private async Task<(int ExitCode, bool Killed)> WatchAsync(ContainerRun run, DateTimeOffset startedAt, CancellationToken terminate)
    {
        using var ended = new CancellationTokenSource();
        var unhealthy = new TaskCompletionSource<ProbeSpec>(TaskCreationOptions.RunContinuationsAsynchronously);
        var probes = new ContainerProbes(spec, pod, address, services);
        var probing = probes.RunAsync(startedAt, Change, unhealthy, terminate, ended.Token);
        if (await Task.WhenAny(run.Exit, unhealthy.Task) != run.Exit)
        {
            var failed = await unhealthy.Task;
            services.Events.Normal(pod, spec.Name, "Killing", $"Container {spec.Name} failed {probes.NameOf(failed)} probe, will be restarted");
            await run.StopAsync(failed.GracePeriod ?? pod.GracePeriod, services.Time);
        }

        var code = await run.Exit;
        await ended.CancelAsync();
        await probing;
        return (code, run.Killed);
    }

    private void Change(Func<ContainerStatus, ContainerStatus> change)
    {
        lock (_gate)
        {
            var before = _status;
            _status = change(before);
            if (_status == before)
            {
                return;
            }
        }

        if (_status.Started)
        {
            _started.TrySetResult();
        }

        changed();
    }

    private static string ImageIdOf(string image) =>
        $"{image}@sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))}";

    private static string GoText(TimeSpan time) =>
        time >= TimeSpan.FromMinutes(1) ? $"{(int)time.TotalMinutes}m{time.Seconds}s" : $"{(int)time.TotalSeconds}s";
}
