using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Tests.Programs;

[TestFixture]
internal sealed class GoDurationTests
{
    [TestCase("0", 0)]
    [TestCase("2", 2_000)]
    [TestCase("0.25", 250)]
    [TestCase("1.5s", 1_500)]
    [TestCase("250ms", 250)]
    [TestCase("1h2m3s", 3_723_000)]
    [TestCase(" 1m30s ", 90_000)]
    [TestCase("1000h", 3_600_000_000)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Assert.That(GoDuration.TryParse(text, out var duration), Is.True);
        Assert.That(duration.TotalMilliseconds, Is.EqualTo(milliseconds));
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("1d")]
    [TestCase("1s2")]
    [TestCase("1..5s")]
    [TestCase("1001h")]
    [TestCase("99999999999999999999999999999999999999h")]
    public void What_is_no_duration_is_refused(string text)
    {
        Assert.That(GoDuration.TryParse(text, out _), Is.False);
    }
}
