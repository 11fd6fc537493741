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

/// <summary>The forwards of the command <c>port-forward</c>: one resource, from its look-up to the end.</summary>
/// <param name="api">The cluster.</param>
/// <param name="sessions">How to get at its pods.</param>
/// <param name="events">Who is told what happens.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
public sealed class PortForwardRun(
    ApiClient api, SessionOpener sessions, IForwardEventSink events, ILoggerFactory loggerFactory, TimeProvider time)
{
    private readonly ForwarderServices _services = new(sessions, new PodCheck(api), events, loggerFactory.CreateLogger<Forwarder>(), time);

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
        var snapshot = await new ResourceLookup(api, LookupPipeline.Create(time)).FindAsync(order.Resource, order.Namespace, cancellationToken);
        var entries = EntryPlan.Create(order.Resource, order.Namespace, order.Ports, order.Addresses, snapshot);
        if (TargetChoice.For(entries[0], snapshot, current: null).Target is { } target)
        {
            await CheckAsync(target, cancellationToken);
        }

        await RunAsync(order, snapshot, Bind(entries), cancellationToken);
    }

    private async Task RunAsync(
        PortForwardOrder order, ResourceSnapshot snapshot, IReadOnlyList<LocalPortBinding> bound, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var forwarders = bound.Select(b => new Forwarder(b.Entry, _services)).ToList();
        var running = forwarders.Select((f, i) => f.RunAsync(bound[i], stop.Token)).ToList();
        try
        {
            Update(snapshot);
            await using var pool = new InformerPool(api, InformerReconnect.Create(time), loggerFactory, time);
            await using var watch = new TargetWatch(pool, order.Resource, order.Namespace, Update);
            await FirstTargetsAsync(forwarders, order.PodRunningTimeout, cancellationToken);

            // None ends by itself, unless it fails.
            await Task.WhenAny([watch.Completion, .. running]);
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

        void Update(ResourceSnapshot now) => forwarders.ForEach(f => f.Update(now));
    }

    private static IReadOnlyList<LocalPortBinding> Bind(IReadOnlyList<PortForwardEntry> entries)
    {
        var bindings = new LocalPortAllocator(memory: null, strict: true).BindAll([.. entries.Select(e => new LocalPortRequest(e))]);
        if (bindings.Failures is [var first, ..])
        {
            bindings.Release();
            throw first.Reason;
        }

        return bindings.Held;
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
            ForwardLog.NotYetOpen(_services.Logger, e, target.Pod);
        }
    }

    private async Task FirstTargetsAsync(List<Forwarder> forwarders, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(forwarders.Select(f => f.WaitForTargetAsync(done.Token))).WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            await done.CancelAsync();
            var why = forwarders.Select(f => f.State.WaitingFor).FirstOrDefault(w => w is not null);
            throw new NoPodException(
                $"Nothing to forward to within {timeout.TotalSeconds} s{(why is null ? "" : $": {why}")}. Wait longer with --pod-running-timeout.", e);
        }
    }
}
