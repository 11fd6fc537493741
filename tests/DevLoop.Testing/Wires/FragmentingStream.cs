namespace DevLoop.Testing.Wires;

/// <summary>
/// Gives out fixed bytes in pieces of random sizes, as TCP might, and swallows what is written. A null seed gives them out in one
/// piece.
/// </summary>
public sealed class FragmentingStream(byte[] bytes, int? seed) : AsyncDuplexStream
{
    private readonly Random? _random = seed is { } s ? new Random(s) : null;
    private int _position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = Math.Min(buffer.Length, bytes.Length - _position);
        var length = most == 0 || _random is null ? most : _random.Next(1, Math.Min(most, 40) + 1);
        bytes.AsMemory(_position, length).CopyTo(buffer);
        _position += length;
        return new(length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
