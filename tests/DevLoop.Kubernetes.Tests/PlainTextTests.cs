namespace DevLoop.Kubernetes.Tests;

internal sealed class PlainTextTests
{
    [TestCase(null, "")]
    [TestCase("  plain  text ", "plain text")]
    [TestCase("a\r\nb\tc", "a b c")]
    [TestCase("\u001b]0;title\u0007\u001b[31mred", "]0;title [31mred")]
    [TestCase("\u202egpj.exe", "gpj.exe")]
    [TestCase("größe 😀", "größe 😀")]
    public void Text_of_strangers_is_made_one_harmless_line(string? text, string expected) =>
        Assert.That(PlainText.Of(text), Is.EqualTo(expected));

    [Test]
    public void Long_text_is_cut() => Assert.That(PlainText.Of(new string('x', 5000), 10), Is.EqualTo("xxxxxxxxxx…"));
}
