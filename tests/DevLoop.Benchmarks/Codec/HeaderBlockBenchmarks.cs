using System.Buffers;
using BenchmarkDotNet.Attributes;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;

namespace DevLoop.Benchmarks.Codec;

/// <summary>The header block of a port-forward's stream, in the middle of a session.</summary>
public class HeaderBlockBenchmarks
{
    private readonly SpdyHeaders _headers = new(
        (PortForwardHeaders.StreamType, PortForwardHeaders.Data), (PortForwardHeaders.Port, "8080"), (PortForwardHeaders.RequestId, "17"));

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly SpdyHeaderEncoder _encoder = new();
    private readonly SpdyHeaderDecoder _decoder = new(4 * 1024);
    private byte[] _block = [];

    [GlobalSetup]
    public void Begin()
    {
        _encoder.Encode(_headers, _output);
        _decoder.Decode(new ReadOnlySequence<byte>(_output.WrittenMemory));
        Encode();
        _block = _output.WrittenSpan.ToArray();
    }

    [GlobalCleanup]
    public void End() => _decoder.Dispose();

    [Benchmark]
    public int Encode()
    {
        _output.ResetWrittenCount();
        _encoder.Encode(_headers, _output);
        return _output.WrittenCount;
    }

    /// <summary>The same block again and again: it is stored, so it refers to nothing before it.</summary>
    [Benchmark]
    public object Decode() => _decoder.Decode(new ReadOnlySequence<byte>(_block));
}
