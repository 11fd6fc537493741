using DevLoop.PortForward;

namespace DevLoop.Testing.Contracts;

/// <summary>
/// A pod that runs the demo program, and a server that forwards to it. The program: echo on 7000, the endless pattern of
/// <see cref="DemoPorts"/> on 7001, on 7002 a sink that answers the count of bytes and a line feed at end of file, on 8080 HTTP
/// (<c>/bytes?n=</c>; <c>Connection: close</c> is honoured). Nothing listens on 9999.
/// </summary>
public interface IPortForwardPlace : IAsyncDisposable
{
    /// <summary>
    /// Whether an end of file that one side sends leaves the other direction open for as long as it likes. False where the wire
    /// has none (v4.channel) and where the server does not keep it (containerd 1.6).
    /// </summary>
    bool KeepsHalfClose { get; }

    /// <summary>Opens an upgraded connection; on v4.channel it is for this one port.</summary>
    Task<IPortForwardSession> OpenSessionAsync(int port);

    /// <summary>The server is gone: every upgraded connection that was opened here breaks, and nobody says goodbye.</summary>
    Task VanishAsync();

    /// <summary>The pod's program dies of SIGKILL, with all its connections. Nothing else is asked of this place afterwards.</summary>
    Task KillPodAsync();
}
