using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Load;

/// <summary>Draws plans of connections. Not for several threads.</summary>
internal sealed class PlanSource(int seed, IReadOnlyList<Forward> forwards)
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;
    private const int LongestPause = 3_000;

    private readonly Random _random = new(seed);

    public ConnectionPlan Next()
    {
        var forward = NextForward();
        var kind = NextKind(forward.Wire);
        var size = kind switch
        {
            // More than what fits into the buffers on the way.
            ConnectionKind.Stall => _random.Next(Megabyte, 4 * Megabyte),
            ConnectionKind.Trickle => _random.Next(Conversation.Pieces, 64 * Kilobyte),
            ConnectionKind.Leave => _random.Next(64 * Kilobyte, Megabyte),
            _ => NextSize(),
        };
        return new ConnectionPlan(
            kind,
            forward,
            size,
            _random.Next(CheckedBytes.Period),
            kind == ConnectionKind.Stall ? _random.Next(Kilobyte, 64 * Kilobyte) : _random.Next(size),
            Resets: _random.Next(2) == 0,
            Sends: _random.Next(2) == 0,
            TimeSpan.FromMilliseconds(_random.Next(100, LongestPause)));
    }

    private Forward NextForward()
    {
        var share = _random.Next(Wire.All.Sum(w => w.Share));
        var wire = Wire.All.First(w => (share -= w.Share) < 0);
        var ofWire = forwards.Where(f => f.Wire == wire).ToList();
        return ofWire[_random.Next(ofWire.Count)];
    }

    private ConnectionKind NextKind(Wire wire) => _random.Next(100) switch
    {
        < 38 => ConnectionKind.Download,
        < 57 => ConnectionKind.Upload,
        < 74 => ConnectionKind.Echo,
        < 80 => ConnectionKind.Trickle,
        < 92 => wire.KeepsHalfClose ? ConnectionKind.HalfClose : ConnectionKind.Echo,
        < 98 => ConnectionKind.Leave,
        _ => ConnectionKind.Stall,
    };

    /// <summary>Mostly small: half of them below 1 KB, one in a hundred of up to 4 MB.</summary>
    private int NextSize() => _random.Next(100) switch
    {
        < 2 => 0,
        < 50 => _random.Next(1, Kilobyte),
        < 85 => _random.Next(Kilobyte, 32 * Kilobyte),
        < 99 => _random.Next(32 * Kilobyte, 512 * Kilobyte),
        _ => _random.Next(512 * Kilobyte, 4 * Megabyte),
    };
}
