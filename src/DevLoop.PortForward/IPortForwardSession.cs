namespace DevLoop.PortForward;

/// <summary>One upgraded connection to one pod, which carries forwarded connections.</summary>
public interface IPortForwardSession : IAsyncDisposable
{
    /// <summary>Completes when the session is over, with the reason. Never faults.</summary>
    Task<SessionEnd> Completion { get; }

    /// <summary>Whether <see cref="Open"/> can succeed: the session is alive and has room for one more.</summary>
    bool CanOpen { get; }

    /// <summary>
    /// Begins a forwarded connection to a port of the pod. Nothing is waited for: a refusal shows when the stream is read.
    /// </summary>
    /// <exception cref="PortForwardException">The session has ended, or carries as many connections as it may.</exception>
    ForwardedStream Open(int port);
}
