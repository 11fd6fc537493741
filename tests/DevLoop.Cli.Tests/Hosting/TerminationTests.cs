using DevLoop.Cli.Hosting;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed class TerminationTests
{
    private readonly List<int> _exits = [];

    [Test]
    public void The_first_signal_asks_and_the_second_ends()
    {
        using var termination = new Termination(_exits.Add);
        Assert.That(termination.Token.IsCancellationRequested, Is.False);
        termination.OnSignal();
        Assert.Multiple(() =>
        {
            Assert.That(termination.Token.IsCancellationRequested);
            Assert.That(_exits, Is.Empty);
        });
        termination.OnSignal();
        Assert.That(_exits, Is.EqualTo([ExitCodes.Interrupted]));
    }

    [Test]
    public void A_second_signal_ends_although_the_first_is_still_being_heard()
    {
        using var termination = new Termination(_exits.Add);
        using var hearing = termination.Token.Register(termination.OnSignal);
        termination.OnSignal();
        Assert.That(_exits, Is.EqualTo([ExitCodes.Interrupted]));
    }

    [Test]
    public void A_signal_after_the_end_does_nothing()
    {
        var termination = new Termination(_exits.Add);
        termination.Dispose();
        Assert.That(termination.OnSignal, Throws.Nothing);
    }
}
