using System.Buffers;

namespace DevLoop.Kubernetes.Api;

/// <summary>Bytes that were read before they were asked for. The memory is rented, and given back when the last of them is taken.</summary>
internal sealed class ReadAhead
{
    private const int Size = 256 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    public bool IsEmpty => _start == _end;

    /// <summary>Where to read to. <see cref="Filled"/> says how much came.</summary>
    public Memory<byte> Begin() => (_buffer ??= ArrayPool<byte>.Shared.Rent(Size)).AsMemory(0, Size);

    public void Filled(int count) => (_start, _end) = (0, count);

    /// <summary>Gives as many bytes as there are and fit.</summary>
    public int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        if (IsEmpty && _buffer is { } taken)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(taken);
        }

        return count;
    }
}
