using System.Buffers;
using System.Text;
using DevLoop.PortForward.Spdy;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Writes down what frames were read, one line each; the pieces of a data frame's payload are put together.</summary>
internal sealed class RecordingFrameHandler : ISpdyFrameHandler
{
    private readonly Dictionary<int, StringBuilder> _data = [];

    public List<string> Frames { get; } = [];

    public List<SpdyHeaders> Headers { get; } = [];

    public string DataOf(int streamId) => _data.TryGetValue(streamId, out var data) ? data.ToString() : string.Empty;

    public void OnReceived()
    {
    }

    public void OnSynStream(int streamId, SpdyHeaders headers, SpdyFrameFlags flags)
    {
        Headers.Add(headers);
        Frames.Add($"SYN_STREAM {streamId} {string.Join(' ', headers.All.Select(h => $"{h.Name}={h.Value}"))}{Fin(flags.HasFlag(SpdyFrameFlags.Fin))}");
    }

    public void OnSynReply(int streamId, bool fin) => Frames.Add($"SYN_REPLY {streamId}{Fin(fin)}");

    public void OnHeaders(int streamId, bool fin) => Frames.Add($"HEADERS {streamId}{Fin(fin)}");

    public void OnRstStream(int streamId, SpdyResetStatus status) => Frames.Add($"RST_STREAM {streamId} {(int)status}");

    public void OnPing(uint id) => Frames.Add($"PING {id}");

    public void OnGoAway(int lastGoodStreamId) => Frames.Add("GOAWAY");

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public ValueTask OnDataAsync(int streamId, ReadOnlySequence<byte> payload, bool fin)
    {
        if (!_data.TryGetValue(streamId, out var data))
        {
            _data[streamId] = data = new StringBuilder();
            Frames.Add($"DATA {streamId}");
        }

        data.Append(Encoding.Latin1.GetString(payload));
        if (fin)
        {
            Frames.Add($"FIN {streamId}");
        }

        return ValueTask.CompletedTask;
    }

    private static string Fin(bool fin) => fin ? " FIN" : string.Empty;
}
