namespace DevLoop.Cli.Hosting;

/// <summary>
/// Gives memory back to the system once the program has become quiet. The collector by itself keeps what a busy hour took, for hours
/// in which nothing is forwarded: it only looks when something is allocated.
/// </summary>
internal sealed class IdleMemory : IAsyncDisposable
{
    /// <summary>How long the program has to be quiet, and between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>What a quiet program allocates in an interval at the most, in bytes: watches and keep-alives go on.</summary>
    public const long MaxQuietBytes = 1024 * 1024;

    /// <summary>With less than that allocated since memory was given back last there is nothing to gain, in bytes.</summary>
    public const long MinBytesWorth = 4 * 1024 * 1024;

    private readonly Func<long> _allocated;
    private readonly Action _giveBack;
    private readonly ITimer _timer;
    private long _atLastLook;
    private long _atLastGiveBack;

    /// <param name="time">The clock.</param>
    /// <param name="allocated">Bytes that were allocated since the program began.</param>
    /// <param name="giveBack">Collects all that is garbage and gives it back; may take some milliseconds.</param>
    public IdleMemory(TimeProvider time, Func<long> allocated, Action giveBack)
    {
        _allocated = allocated;
        _giveBack = giveBack;
        _atLastLook = allocated();
        _timer = time.CreateTimer(static state => ((IdleMemory)state!).Look(), this, Interval, Interval);
    }

    /// <summary>That of this process, from now on.</summary>
    public static IdleMemory OfThisProcess() => new(
        TimeProvider.System,
        () => GC.GetTotalAllocatedBytes(),
        () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        var now = _allocated();
        if (now - _atLastLook < MaxQuietBytes && now - _atLastGiveBack >= MinBytesWorth)
        {
            _giveBack();
            _atLastGiveBack = now;
        }

        _atLastLook = now;
    }
}
