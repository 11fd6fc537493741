using DevLoop.Cli.Commands;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Tests.Commands;

internal sealed class DurationTextTests
{
    [TestCase("30s", 30_000)]
    [TestCase("1m0s", 60_000)]
    [TestCase("1h30m", 5_400_000)]
    [TestCase("1.5h", 5_400_000)]
    [TestCase("300ms", 300)]
    [TestCase("1m500ms", 60_500)]
    public void A_duration_is_read_as_Go_writes_it(string text, int milliseconds) =>
        Assert.That(DurationText.Parse(text, "--x"), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [TestCase("0")]
    [TestCase("0s")]
    public void Zero_is_read_where_it_is_allowed(string text) => Assert.That(DurationText.Parse(text, "--x", allowZero: true), Is.EqualTo(TimeSpan.Zero));

    [TestCase("")]
    [TestCase("0")]
    [TestCase("0s")]
    [TestCase("30")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("1.5.5h")]
    [TestCase("1d")]
    [TestCase("1 s")]
    [TestCase("1e3s")]
    [TestCase("99999999999999999999999999h")]
    public void Anything_else_gets_a_sentence(string text) => Assert.That(
        () => DurationText.Parse(text, "--x"), Throws.TypeOf<ForwardArgumentException>().With.Message.StartsWith($"--x '{text}' is not a time above zero"));
}
