using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
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
    /// <summary>Forwards until cancelled. All local ports are bound, or none.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such resource.</exception>
    /// <exception cref="ForwardArgumentException">The resource has no such port.</exception>
    /// <exception cref="LocalPortException">A local port could not be bound.</exception>
    /// <exception cref="NoPodException">There was no pod to connect to in time.</exception>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    public async Task RunAsync(PortForwardOrder order, CancellationToken cancellationToken)
    {
        var snapshot = await new ResourceLookup(api).FindAsync(order.Resource, order.Namespace, cancellationToken);
        var entries = EntryPlan.Create(order.Resource, order.Namespace, order.Ports, order.Addresses, snapshot);
        var forwarders = Bind(entries);
        Update(snapshot);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var watch = new ResourceWatch(
            api, order.Resource, order.Namespace, snapshot, InformerReconnect.Create(time), loggerFactory, time, Update);
        watch.Start();
        var running = forwarders.Select(f => f.RunAsync(stop.Token)).ToList();
        try
        {
            await FirstTargetAsync(forwarders[0].Tracker, order.PodRunningTimeout, stop.Token);
        }
        catch (NoPodException)
        {
            await stop.CancelAsync();
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end before there was a pod.
        }
        finally
        {
            await Task.WhenAll(running);
        }

        void Update(ResourceSnapshot now) => forwarders.ForEach(f => f.Tracker.Update(now));
    }

    private List<Forwarder> Bind(IReadOnlyList<PortForwardEntry> entries)
    {
        var forwarders = new List<Forwarder>();
        try
        {
            foreach (var entry in entries)
            {
                forwarders.Add(new Forwarder(entry, sessions, events, time));
            }

            return forwarders;
        }
        catch
        {
            forwarders.ForEach(f => f.Dispose());
            throw;
        }
    }

    private async Task FirstTargetAsync(TargetTracker tracker, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await tracker.WaitAsync(cancellationToken).WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new NoPodException(
                $"Nothing to forward to within {timeout.TotalSeconds} s: {tracker.State.WaitingFor}. Wait longer with --pod-running-timeout.", e);
        }
    }
}
