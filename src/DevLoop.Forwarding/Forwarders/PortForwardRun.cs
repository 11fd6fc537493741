using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Retries;
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
/// <param name="pooling">How many sessions to keep.</param>
/// <param name="reach">Who is told whether the cluster can be reached.</param>
/// <param name="events">Who is told what happens.</param>
/// <param name="notices">Who is told what is about no single forward.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
public sealed class PortForwardRun(
    ApiClient api,
    SessionOpener sessions,
    SessionPoolOptions pooling,
    ClusterReach reach,
    IForwardEventSink events,
    IForwardNotices notices,
    ILoggerFactory loggerFactory,
    TimeProvider time)
{
    private readonly ForwarderServices _services = new(
        new SessionPool(new ReachTellingOpener(sessions, reach), pooling, loggerFactory.CreateLogger<SessionPool>(), time),
        new PodCheck(api),
        events,
        loggerFactory.CreateLogger<Forwarder>(),
        time);

    /// <summary>
    /// Forwards until cancelled. All local ports are bound, or none. Where there is a pod already, a first session is opened to it
    /// before, which the first connection then has: who may not forward learns it at once. To be called once.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such resource, or it has no such port.</exception>
    /// <exception cref="ForwardArgumentException">What is asked for contradicts itself.</exception>
    /// <exception cref="LocalPortException">A local port could not be bound.</exception>
    /// <exception cref="NoPodException">There was no pod to connect to in time.</exception>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before everything was bound; later it returns.</exception>
    public async Task RunAsync(PortForwardOrder order, CancellationToken cancellationToken)
    {
        await using var pods = _services.Pods;
        var snapshot = await new ResourceLookup(api, reach, LookupPipeline.Create(time)).FindAsync(order.Resource, order.Namespace, cancellationToken);
        var entries = EntryPlan.Create(order.Resource, order.Namespace, order.Ports, order.Addresses, snapshot);
        var problem = TargetChoice.For(entries[0], snapshot, current: null).Target is { } target ? await CheckAsync(target, cancellationToken) : null;
        var bound = Bind(entries);
        if (problem is not null && !ClusterReach.IsLoss(problem))
        {
            notices.Warn(PlainText.Of($"the pod cannot be forwarded to yet; connections try it again: {problem.Message}", PlainText.SentenceLength));
        }

        await RunAsync(order, snapshot, bound, cancellationToken);
    }

    private async Task RunAsync(
        PortForwardOrder order, ResourceSnapshot snapshot, IReadOnlyList<LocalPortBinding> bound, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var budget = ConnectionBudget.OfProcess();
        var services = _services with { Budget = budget, Hold = order.Hold };
        var forwarders = bound.Select(b => new Forwarder(b.Entry, services)).ToList();
        var running = forwarders.Select((f, i) => f.RunAsync(bound[i], stop.Token)).ToList();
        try
        {
            Update(snapshot);
            await using var pool = new InformerPool(api, InformerReconnect.Create(time), loggerFactory, time);
            await using var watch = new TargetWatch(new FollowedCluster(pool, reach), order.Resource, order.Namespace, Update);
            await FirstTargetsAsync(forwarders, order, cancellationToken);

            // None ends by itself, unless it fails.
            await await Task.WhenAny([watch.Completion, .. running]);
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

    /// <summary>Throws what will not change by itself, and gives what may; null when the pod takes a session.</summary>
    private async Task<KubernetesException?> CheckAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await _services.Pods.WarmAsync(target, cancellationToken);
            return null;
        }
        catch (KubernetesException e) when (SessionPipeline.MayPass(e))
        {
            ForwardLog.NotYetOpen(_services.Logger, e, target.Pod);
            return e;
        }
    }

    private async Task FirstTargetsAsync(List<Forwarder> forwarders, PortForwardOrder order, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(forwarders.Select(f => f.WaitForTargetAsync(done.Token))).WaitAsync(order.PodRunningTimeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            await done.CancelAsync();
            var why = forwarders.Select(f => f.State.WaitingFor).FirstOrDefault(w => w is not null);
            throw new NoPodException(
                $"Nothing to forward to within {order.PodRunningTimeout.TotalSeconds} s for {order.Resource}{(why is null ? "" : $": {why}")}. Wait longer with --pod-running-timeout.", e);
        }
    }
}
