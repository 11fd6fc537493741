namespace DevLoop.Testing;

/// <summary>
/// Moves a <see cref="FakeClock"/> as time passes, at a speed that the test changes: at the speed 1 while bytes are on their way, and
/// fast while the code under test waits for something that will not come. A machine that is busy makes it slower, never faster.
/// </summary>
public sealed class ClockDrive : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly PeriodicTimer _timer = new(Tick, TimeProvider.System);
    private readonly Task _driving;
    private volatile int _speed = 1;

    public ClockDrive(FakeClock clock) => _driving = DriveAsync(clock);

    /// <summary>How many of its seconds make one of the system's; 0 stops it.</summary>
    public int Speed
    {
        get => _speed;
        set => _speed = value;
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _driving;
    }

    private async Task DriveAsync(FakeClock clock)
    {
        while (await _timer.WaitForNextTickAsync())
        {
            clock.Advance(Tick * Speed);
        }
    }
}
