using DevLoop.Sandbox.Kinds;

namespace DevLoop.Sandbox.Tests.Kinds;

internal sealed class HumanDurationTests
{
    [TestCase(-2, "<invalid>")]
    [TestCase(-1, "0s")]
    [TestCase(0, "0s")]
    [TestCase(119, "119s")]
    [TestCase(120, "2m")]
    [TestCase(125, "2m5s")]
    [TestCase(600, "10m")]
    [TestCase(10_799, "179m")]
    [TestCase(10_800, "3h")]
    [TestCase(11_100, "3h5m")]
    [TestCase(8 * 3600, "8h")]
    [TestCase(47 * 3600, "47h")]
    [TestCase(49 * 3600, "2d1h")]
    [TestCase(8 * 86_400, "8d")]
    [TestCase(730 * 86_400, "2y")]
    [TestCase(731 * 86_400, "2y1d")]
    public void Seconds_print_as_in_kubectl(long seconds, string expected) =>
        Assert.That(HumanDuration.Format(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));
}
