using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>What a machine must have for these tests.</summary>
internal static class ContainerdRequirements
{
    private const string Peer = "containerd";

    // "ip" is iproute2's, "setsid" and "unshare" are util-linux's; gcc, with the C library's headers and archive, makes the image.
    private static readonly string[] Programs = [Peer, "ctr", "containerd-shim-runc-v2", "runc", "ip", "setsid", "unshare", "bash", "gcc"];

    /// <exception cref="IgnoreException">Something is missing.</exception>
    /// <exception cref="AssertionException">The same, and <see cref="RealPeer.RequireVariable"/> names containerd.</exception>
    public static void Check()
    {
        if (FindLack() is { } lack)
        {
            RealPeer.Missing(Peer, lack);
        }
    }

    private static string? FindLack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "containerd's pods run on Linux only";
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return "containerd runs as root only; run these tests as root";
        }

        if (Programs.FirstOrDefault(program => RealPeer.Find(program) is null) is { } program)
        {
            return $"{program} is not on PATH or in the sbin folders; install Debian's containerd, runc, iproute2, gcc and libc6-dev";
        }

        return ContainerdConfiguration.FindNetworkPlugins() is null
            ? "the CNI plugins bridge, host-local and loopback are missing; install Debian's containernetworking-plugins"
            : null;
    }
}
