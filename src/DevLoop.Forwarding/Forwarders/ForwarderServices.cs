using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>What every forward of a program uses.</summary>
/// <param name="Pods">Connects to pods.</param>
/// <param name="PodCheck">Asks for one pod.</param>
/// <param name="Events">Who is told what happens.</param>
/// <param name="Logger">Where to log.</param>
/// <param name="Time">The clock.</param>
internal sealed record ForwarderServices(IPodConnector Pods, IPodCheck PodCheck, IForwardEventSink Events, ILogger Logger, TimeProvider Time)
{
    /// <summary>How many connections all forwards together may have. Default: any number.</summary>
    public ConnectionBudget Budget { get; init; } = new(int.MaxValue);

    /// <summary>How long a connection waits for a pod before it counts as failed. Default 30 s; zero: not at all.</summary>
    public TimeSpan Hold { get; init; } = PortForwardOrder.DefaultHold;

    /// <summary>How long connections that are open may go on once a forward is asked to end. Default: not at all.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.Zero;
}
