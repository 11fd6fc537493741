using DevLoop.PortForward;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// Reads what a kubelet and its container runtime write to an error stream. Most of it says that no connection to the program was
/// made; but containerd and CRI-O also write there how copying ended, such as <c>read: connection reset by peer</c> of a program
/// that has taken the bytes and then crashed.
/// </summary>
/// <seealso href="https://github.com/containerd/containerd/blob/main/internal/cri/server/sandbox_portforward_linux.go">containerd: portForward</seealso>
internal static class RefusalText
{
    private const string ConnectionRefused = "connection refused";

    /// <summary>
    /// Each of them holds a blank or a colon, which the names of pods and namespaces in such a text cannot hold: what somebody named
    /// a pod proves nothing.
    /// </summary>
    private static readonly string[] BeforeConnected =
    [
        ConnectionRefused, "failed to connect to ", ": connect: ", "dial tcp", "failed to find sandbox", "network namespace for sandbox", " is not running",
    ];

    /// <summary>Whether it says that nothing listens on the port.</summary>
    public static bool SaysRefused(string text) => text.Contains(ConnectionRefused, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a stream that was not answered failed before the program in the pod can have seen a byte of it.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="isWritten">Whether anything was sent.</param>
    public static bool ProvesUnseen(PortForwardException failure, bool isWritten) => failure.Error switch
    {
        PortForwardError.NotTaken => true,
        PortForwardError.Refused => !isWritten || SaysNeverConnected(failure.Message),
        PortForwardError.Reset or PortForwardError.ClosedByPeer or PortForwardError.TransportFailed or PortForwardError.KeepAliveTimeout => !isWritten,
        _ => false,
    };

    /// <summary>Whether it proves that the program in the pod was never connected to, and so has not seen a byte.</summary>
    private static bool SaysNeverConnected(string text) => Array.Exists(BeforeConnected, t => text.Contains(t, StringComparison.OrdinalIgnoreCase));
}
