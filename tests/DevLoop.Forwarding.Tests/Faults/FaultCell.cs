using System.Runtime.InteropServices;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>One cell of the matrix.</summary>
/// <param name="Wire">The wire.</param>
/// <param name="Step">When it goes wrong.</param>
/// <param name="Fault">How.</param>
/// <param name="IsSilent">Whether the client sends nothing until the connection has been opened again.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FaultCell(PortForwardTransport Wire, FaultStep Step, PeerFault Fault, bool IsSilent = false)
{
    /// <summary>Every cell that there is.</summary>
    public static IEnumerable<FaultCell> All =>
        from wire in Enum.GetValues<PortForwardTransport>()
        from step in Enum.GetValues<FaultStep>()
        from fault in Enum.GetValues<PeerFault>()
        from silent in new[] { false, true }
        let cell = new FaultCell(wire, step, fault, silent)
        where cell.Exists
        select cell;

    /// <summary>Whether the connection must come to its proper end, as if nothing had happened.</summary>
    public bool IsMended => (Step, Fault) switch
    {
        // A certificate that is not to be believed, a server without TLS, or a permission that is missing, stays so.
        (FaultStep.Tls or FaultStep.Upgrade, PeerFault.Refuse) or (FaultStep.Tls, PeerFault.Garbage) => false,
        (<= FaultStep.Upgrade, _) => true,

        // The stream was never taken, says the protocol.
        (FaultStep.SynStream, PeerFault.Refuse or PeerFault.GoAway) => true,

        // The program was never connected to, which the text proves.
        (FaultStep.SynStream or FaultStep.Reply, PeerFault.ErrorText) => true,
        (> FaultStep.SynStream, PeerFault.GoAway) => true,

        // The answer is there. A reset may take it away again while the kernel still has it, and a text takes the answer back.
        (FaultStep.AfterPodFin, not (PeerFault.Reset or PeerFault.ErrorText)) => true,
        _ => IsSilent,
    };

    /// <summary>Whether the fault ends the TCP connection, or leaves it for the client to give up.</summary>
    public bool IsOfConnection => Fault is PeerFault.Reset or PeerFault.Stall or PeerFault.Truncate or PeerFault.CutMessage or PeerFault.Garbage or PeerFault.Corrupt or PeerFault.Close;

    /// <summary>Whether the client waits by the system's clock, since what waits in it knows no other one.</summary>
    public bool IsOfSystemTime => (Step, Fault) == (FaultStep.Tls, PeerFault.Stall);

    /// <summary>
    /// Whether the text of a failure comes right behind the end of file, which the client waits for by its clock: a busy machine must
    /// not be slower than that.
    /// </summary>
    public bool IsWithoutTime => Fault == PeerFault.ErrorText && Step >= FaultStep.Request;

    private bool IsMultiplexed => Wire != PortForwardTransport.V4Channel;

    private bool Exists => IsSilent ? CanBeSilent && ExistsAtStep : ExistsAtStep;

    /// <summary>
    /// A client that says nothing shows that a connection is opened again, which is so until the first byte, whatever breaks: but not
    /// after what breaks the protocol, since the next connection would.
    /// </summary>
    private bool CanBeSilent => Step is FaultStep.SynStream or FaultStep.Reply
        && Fault is not (PeerFault.Garbage or PeerFault.ErrorText)
        && (Step, Fault) is not (FaultStep.Reply, PeerFault.GoAway);

    private bool ExistsAtStep => Step switch
    {
        // What comes before the request is the same for every wire. A listener that accepts and says nothing, or nonsense, is one of TLS.
        FaultStep.Dial => Wire == PortForwardTransport.Tunnel && Fault is PeerFault.Refuse or PeerFault.Reset or PeerFault.Truncate,
        FaultStep.Tls => Wire == PortForwardTransport.Tunnel
            && Fault is PeerFault.Refuse or PeerFault.Reset or PeerFault.Truncate or PeerFault.CutMessage or PeerFault.Stall or PeerFault.Garbage,

        // There are no streams yet, and no WebSocket.
        FaultStep.Upgrade => Fault is not (PeerFault.Corrupt or PeerFault.ResetStream or PeerFault.GoAway or PeerFault.Close),

        // v4.channel tells neither side of the other's end of file: its one end is that of the WebSocket.
        FaultStep.AfterClientFin or FaultStep.AfterPodFin when !IsMultiplexed => false,
        _ => Fault switch
        {
            // It takes bytes of the answer to show that none of them is believed.
            PeerFault.Corrupt => Step is >= FaultStep.Request and not FaultStep.AfterPodFin,

            // What was replied to is not refused any more, but reset; and before, a reset is a refusal.
            PeerFault.Refuse => IsMultiplexed && Step == FaultStep.SynStream,
            PeerFault.ResetStream => IsMultiplexed && Step > FaultStep.SynStream,

            // v4.channel has no question that a server must answer: a dead path is TCP's to notice, see V4ChannelSession.
            PeerFault.Stall => IsMultiplexed,
            PeerFault.GoAway => IsMultiplexed,

            // A server of v4.channel opens the channels before it says anything on one of them.
            PeerFault.ErrorText => IsMultiplexed || Step > FaultStep.SynStream,
            PeerFault.Close => Wire != PortForwardTransport.Spdy,
            _ => true,
        },
    };

    public override string ToString() => $"{Wire}, {Step}, {Fault}{(IsSilent ? ", silent client" : "")}";
}
