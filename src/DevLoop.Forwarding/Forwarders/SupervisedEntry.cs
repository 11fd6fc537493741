using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>One entry in the supervisor's care: a forwarder, and the next one when that has failed.</summary>
/// <param name="entry">The entry.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="ports">Who gives local ports.</param>
/// <param name="services">What every forward uses.</param>
internal sealed class SupervisedEntry(PortForwardEntry entry, FollowedCluster cluster, LocalPortAllocator ports, ForwarderServices services) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private LocalPortBinding? _binding;
    private string? _saidOfPort;

    /// <summary>The entry.</summary>
    public PortForwardEntry Entry => entry;

    /// <summary>Completes once it has come to its end. It never fails.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to forward. To be called once.</summary>
    /// <param name="binding">The local port, where the entry has one already.</param>
    public void Start(LocalPortBinding? binding)
    {
        Volatile.Write(ref _binding, binding);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Gives the local port back at once, and ends the rest, see <see cref="Completion"/>.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Volatile.Read(ref _binding)?.Listener.Dispose();
    }

    /// <summary>To be called once it has come to its end, or was never started.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await ForwarderPipeline.Create(services.Time, OnRetry).ExecuteAsync(ForwardAsync, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to end before it had a local port, or between two attempts.
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            ForwardLog.EndFailed(services.Logger, e, entry);
        }
    }

    private async ValueTask ForwardAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var forwarder = new Forwarder(entry, services);
        await using var watch = new TargetWatch(cluster, entry.Resource, entry.Namespace, forwarder.Update);
        var running = RunAsync(forwarder, stop.Token);
        try
        {
            // The watch ends by itself only when it fails.
            await await Task.WhenAny(running, watch.Completion);
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(Forwarder forwarder, CancellationToken cancellationToken)
    {
        var binding = Volatile.Read(ref _binding) is { Listener.IsClosed: false } bound ? bound : await BindAsync(forwarder, cancellationToken);
        await forwarder.RunAsync(binding, cancellationToken);
    }

    private async Task<LocalPortBinding> BindAsync(Forwarder forwarder, CancellationToken cancellationToken)
    {
        int? resourcePort = entry.LocalPort.IsOfResource ? await forwarder.WaitForResourcePortAsync(cancellationToken) : null;
        var binding = ports.Bind(entry, resourcePort);
        Volatile.Write(ref _binding, binding);
        _saidOfPort = null;
        return binding;
    }

    private void OnRetry(int attempt, TimeSpan delay, Exception e)
    {
        if (e is not LocalPortException local)
        {
            ForwardLog.ForwarderFailed(services.Logger, e, entry, attempt, delay);
            services.Events.Publish(new ForwardEvent.Retrying(entry, attempt, delay, PlainText.Of($"it failed: {e.Message}", PlainText.SentenceLength)));
        }
        else if (_saidOfPort != local.WithoutEntry)
        {
            _saidOfPort = local.WithoutEntry;
            services.Events.Publish(new ForwardEvent.Waiting(entry, local.WithoutEntry.TrimEnd('.')) { IsOfPort = true });
        }
    }
}
