using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class CloseNamesTests
{
    [TestCase("wbe", "web", "db", ExpectedResult = "web")]
    [TestCase("web", "web-96c4d68c5-h9zp9", "db-0", ExpectedResult = "web-96c4d68c5-h9zp9")]
    [TestCase("wbe", "web-96c4d68c5-h9zp9", "db-0", ExpectedResult = "web-96c4d68c5-h9zp9")]
    [TestCase("web-0-old", "web-0", "db-0", ExpectedResult = "web-0")]
    [TestCase("web-96c4d68c5-xxxxx", "web-96c4d68c5-h9zp9", "db-0", ExpectedResult = "web-96c4d68c5-h9zp9")]
    [TestCase("frontend", "backend", "db", ExpectedResult = "")]
    [TestCase("a", "b", "c", ExpectedResult = "")]
    [TestCase("db", "xy", "", ExpectedResult = "")]
    public string A_name_is_close_when_it_is_mistyped_or_shortened(string wanted, string one, string other) =>
        string.Join(' ', CloseNames.To(wanted, [one, other], 5));

    [Test]
    public void The_closest_come_first_and_only_as_many_as_asked_for() =>
        Assert.That(CloseNames.To("api-server", ["api-sever", "api-server-2", "api-servr", "api-zerver"], 3), Is.EqualTo(["api-server-2", "api-servr", "api-sever"]).AsCollection);

    [Test]
    public void A_very_long_name_costs_nothing() =>
        Assert.That(CloseNames.To("web", [new string('x', 10_000_000)], 5), Is.Empty);
}
