using DevLoop.Sandbox.Nodes.Containers;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class BackOffTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase(true, new[] { 0, 10, 20, 40, 80, 160, 300, 300 })]
    [TestCase(false, new[] { 10, 20, 40, 80, 160, 300, 300 })]
    public void Pauses_double_up_to_five_minutes(bool firstIsImmediate, int[] seconds)
    {
        var backOff = new BackOff(firstIsImmediate);
        var now = Start;

        foreach (var expected in seconds)
        {
            var delay = backOff.Next(now);
            Assert.That(delay, Is.EqualTo(TimeSpan.FromSeconds(expected)));
            now += delay + TimeSpan.FromSeconds(1);
        }
    }

    [TestCase(600, 20)]
    [TestCase(601, 0)]
    public void Ten_minutes_without_trouble_are_forgotten(int ranForSeconds, int expectedSeconds)
    {
        var backOff = new BackOff(firstIsImmediate: true);
        backOff.Next(Start);
        backOff.Next(Start);

        var delay = backOff.Next(Start + TimeSpan.FromSeconds(10 + ranForSeconds));

        Assert.That(delay, Is.EqualTo(TimeSpan.FromSeconds(expectedSeconds)));
    }
}
