using System.Buffers;
using BenchmarkDotNet.Attributes;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Benchmarks.Codec;

/// <summary>Data frames of SPDY, 1 MiB of them in each operation.</summary>
public class FrameBenchmarks
{
    private const int Total = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _output = new(2 * Total);
    private readonly DiscardingHandler _handler = new();
    private byte[] _payload = [];
    private byte[] _frames = [];

    /// <summary>Bytes of a frame's payload: what a kubelet's copy loop sends, and ours.</summary>
    [Params(4 * 1024, 32 * 1024, 64 * 1024)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void WriteFrames()
    {
        _payload = new byte[Payload];
        Write();
        _frames = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        for (var left = Total; left > 0; left -= Payload)
        {
            SpdyFrameWriter.WriteData(_output, 1, _payload, SpdyFrameFlags.None);
        }

        return _output.WrittenCount;
    }

    [Benchmark]
    public async Task<long> Parse()
    {
        await new SpdyReceiver(new MemoryStream(_frames, writable: false), new SpdySessionOptions(), _handler).RunAsync(CancellationToken.None);
        return _handler.Bytes;
    }
}
