using System.Buffers.Binary;

namespace DevLoop.PortForward.Channels;

/// <summary>
/// The messages of <c>v4.channel.k8s.io</c> for port-forwarding: the first byte of a binary WebSocket message names the channel,
/// <c>2n</c> for the data and <c>2n+1</c> for the error text of the n-th port asked for; a server opens each channel with the
/// port, 16 bits little-endian.
/// </summary>
public static class V4Channel
{
    /// <summary>The WebSocket subprotocol.</summary>
    public const string Subprotocol = "v4.channel.k8s.io";

    /// <summary>The channel that carries the bytes of the port at this place of the request.</summary>
    public static byte DataOf(int index) => (byte)(2 * index);

    /// <summary>The channel that carries the error text of the port at this place of the request.</summary>
    public static byte ErrorOf(int index) => (byte)((2 * index) + 1);

    /// <summary>The message that opens a channel: 3 bytes.</summary>
    public static byte[] Opening(byte channel, int port)
    {
        var message = new byte[3];
        message[0] = channel;
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(1), (ushort)port);
        return message;
    }
}
