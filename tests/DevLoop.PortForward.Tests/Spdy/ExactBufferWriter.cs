using System.Buffers;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>Gives as much room as it is asked for and no more, as a pipe does at the end of its segment; keeps nothing.</summary>
internal sealed class ExactBufferWriter : IBufferWriter<byte>
{
    public void Advance(int count)
    {
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
