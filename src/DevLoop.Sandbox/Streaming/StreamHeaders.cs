using System.Globalization;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Sandbox.Streaming;

/// <summary>What a client says when it opens a stream of a port-forward.</summary>
/// <param name="IsError">The error stream of its connection; otherwise the data stream.</param>
/// <param name="Port">The port in the pod.</param>
/// <param name="RequestId">What the two streams of a connection have in common.</param>
internal readonly record struct StreamHeaders(bool IsError, int Port, string RequestId)
{
    /// <summary>Reads the headers as a kubelet does; null when they make no sense, and the stream is to be refused.</summary>
    public static StreamHeaders? Read(SpdyStream stream)
    {
        var type = stream.Headers[PortForwardHeaders.StreamType];
        var valid = int.TryParse(stream.Headers[PortForwardHeaders.Port], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535
            && type is PortForwardHeaders.Error or PortForwardHeaders.Data;
        if (!valid)
        {
            return null;
        }

        var isError = type == PortForwardHeaders.Error;
        // The oldest clients send no request id: they open the error stream first and the data stream right behind it.
        var requestId = stream.Headers[PortForwardHeaders.RequestId]
            ?? (isError ? stream.Id : stream.Id - 2).ToString(CultureInfo.InvariantCulture);
        return new StreamHeaders(isError, port, requestId);
    }
}
