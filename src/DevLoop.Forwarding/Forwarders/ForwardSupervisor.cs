using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Runs the forwards of one resource side by side, from the look-up of the resource to the end.</summary>
/// <param name="api">The cluster.</param>
/// <param name="sessions">How to get at its pods.</param>
/// <param name="events">Who is told what happens.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
public sealed class ForwardSupervisor(
    ApiClient api, SessionOpener sessions, IForwardEventSink events, ILoggerFactory loggerFactory, TimeProvider time)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<ForwardSupervisor>();

    /// <summary>
    /// Forwards until cancelled. All local ports are bound, or none. Where there is a pod already, a first session is opened to it
    /// before: who may not forward learns it at once, and not from the first connection.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such resource, or it has no such port.</exception>
    /// <exception cref="ForwardArgumentException">What is asked for contradicts itself.</exception>
    /// <exception cref="LocalPortException">A local port could not be bound.</exception>
    /// <exception cref="NoPodException">There was no pod to connect to in time.</exception>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before everything was bound; later it returns.</exception>
    public async Task RunAsync(PortForwardOrder order, CancellationToken cancellationToken)
    {
        var snapshot = await new ResourceLookup(api).FindAsync(order.Resource, order.Namespace, cancellationToken);
        var entries = EntryPlan.Create(order.Resource, order.Namespace, order.Ports, order.Addresses, snapshot);
        if (TargetChoice.For(entries[0], snapshot, current: null).Target is { } target)
        {
            await CheckAsync(target, cancellationToken);
        }

        await RunAsync(order, snapshot, Bind(entries), cancellationToken);
    }

    private async Task RunAsync(PortForwardOrder order, ResourceSnapshot snapshot, List<Forwarder> forwarders, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = forwarders.ConvertAll(f => f.RunAsync(stop.Token));
        try
        {
            Update(snapshot);
            await using var watch = new ResourceWatch(
                api, order.Resource, order.Namespace, snapshot, InformerReconnect.Create(time), loggerFactory, time, Update);
            watch.Start();
            await FirstTargetsAsync(forwarders, order.PodRunningTimeout, cancellationToken);

            // None ends by itself, unless it fails.
            await Task.WhenAny(running);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end before there was a pod.
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running);
        }

        void Update(ResourceSnapshot now) => forwarders.ForEach(f => f.Tracker.Update(now));
    }

    private List<Forwarder> Bind(IReadOnlyList<PortForwardEntry> entries)
    {
        var logger = loggerFactory.CreateLogger<Forwarder>();
        var forwarders = new List<Forwarder>();
        try
        {
            foreach (var entry in entries)
            {
                forwarders.Add(new Forwarder(entry, sessions, events, logger, time));
            }

            return forwarders;
        }
        catch
        {
            forwarders.ForEach(f => f.Dispose());
            throw;
        }
    }

    /// <summary>Throws what will not change by itself; of all else, connections say what comes of it.</summary>
    private async Task CheckAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await sessions.OpenAsync(target, cancellationToken);
        }
        catch (KubernetesException e) when (SessionPipeline.MayPass(e))
        {
            ForwardLog.NotYetOpen(_logger, e, target.Pod);
        }
    }

    private async Task FirstTargetsAsync(List<Forwarder> forwarders, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(forwarders.Select(f => f.Tracker.WaitAsync(done.Token))).WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            await done.CancelAsync();
            var why = forwarders.Select(f => f.Tracker.State.WaitingFor).FirstOrDefault(w => w is not null);
            throw new NoPodException(
                $"Nothing to forward to within {timeout.TotalSeconds} s{(why is null ? "" : $": {why}")}. Wait longer with --pod-running-timeout.", e);
        }
    }
}
