using System.Buffers.Binary;
using System.Net.Sockets;

namespace DevLoop.Kubernetes.Api;

/// <summary>What the system knows of the bytes that were sent on a TCP connection. Linux only.</summary>
/// <param name="IsWaiting">Whether some of them are not acknowledged or not sent yet.</param>
/// <param name="Unanswered">
/// How often in a row the system has sent something again, or asked whether the other side has room by now, and got no answer.
/// </param>
/// <param name="SinceAcknowledgement">How long ago the last acknowledgement of anything came.</param>
internal readonly record struct TcpProgress(bool IsWaiting, int Unanswered, TimeSpan SinceAcknowledgement)
{
    private const int IpProtocolTcp = 6;
    private const int TcpInfo = 11;

    /// <summary>
    /// Once is not enough for a verdict: a packet gets lost on a path that is sound. A peer that is alive and merely reads nothing
    /// answers each time, also while it has no room.
    /// </summary>
    private const int ProvenUnanswered = 2;

    /// <summary>Reads it from the system; null where the system does not tell.</summary>
    /// <exception cref="SocketException">The socket has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static TcpProgress? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[192];
        var length = socket.GetRawSocketOption(IpProtocolTcp, TcpInfo, info);
        return Parse(info[..length]);
    }

    /// <summary>How long nothing may have come, in all.</summary>
    public static TimeSpan MaxSilence => TimeSpan.FromSeconds(12);

    /// <summary>How long an answer may take: silence before something was sent proves little.</summary>
    public static TimeSpan MaxWait => TimeSpan.FromSeconds(5);

    /// <summary>Whether nothing answers any more, although something was sent that must be answered.</summary>
    /// <param name="waiting">How long something has been waiting to be acknowledged.</param>
    public bool IsDead(TimeSpan waiting) =>
        IsWaiting && Unanswered >= ProvenUnanswered && SinceAcknowledgement >= MaxSilence && waiting >= MaxWait;

    /// <summary>Cuts <c>struct tcp_info</c> of linux/tcp.h; null if it is shorter than what is needed of it (before Linux 4.6).</summary>
    internal static TcpProgress? Parse(ReadOnlySpan<byte> info)
    {
        const int Retransmits = 2, Probes = 3, Unacked = 24, LastAckRecv = 56, NotSentBytes = 144;
        if (info.Length < NotSentBytes + sizeof(uint))
        {
            return null;
        }

        return new TcpProgress(
            Number(info, Unacked) > 0 || Number(info, NotSentBytes) > 0,
            Math.Max(info[Retransmits], info[Probes]),
            TimeSpan.FromMilliseconds(Number(info, LastAckRecv)));

        // The structure is in the machine's own order of bytes.
        static uint Number(ReadOnlySpan<byte> info, int at) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(info[at..]) : BinaryPrimitives.ReadUInt32BigEndian(info[at..]);
    }
}
