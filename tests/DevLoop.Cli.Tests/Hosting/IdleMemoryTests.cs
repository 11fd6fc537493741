using DevLoop.Cli.Hosting;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests.Hosting;

public sealed class IdleMemoryTests
{
    private readonly FakeClock _clock = new();
    private long _allocated;
    private int _givenBack;

    [Test]
    public async Task Memory_is_given_back_once_the_program_is_quiet()
    {
        await using var memory = Watch();

        Pass(IdleMemory.MinBytesWorth);
        Assert.That(_givenBack, Is.Zero, "while it is busy");

        Pass(IdleMemory.MaxQuietBytes - 1);
        Assert.That(_givenBack, Is.EqualTo(1));
    }

    [Test]
    public async Task Memory_is_given_back_once_for_each_time_that_the_program_was_busy()
    {
        await using var memory = Watch();
        Pass(IdleMemory.MinBytesWorth);
        Pass(0);

        Pass(0);
        Pass(IdleMemory.MinBytesWorth - 1);
        Pass(0);
        Assert.That(_givenBack, Is.EqualTo(1), "there is too little");

        Pass(IdleMemory.MinBytesWorth);
        Pass(0);
        Assert.That(_givenBack, Is.EqualTo(2));
    }

    private IdleMemory Watch() => new(_clock, () => _allocated, () => _givenBack++);

    /// <summary>An interval in which that much is allocated.</summary>
    private void Pass(long allocated)
    {
        _allocated += allocated;
        _clock.Advance(IdleMemory.Interval);
    }
}
