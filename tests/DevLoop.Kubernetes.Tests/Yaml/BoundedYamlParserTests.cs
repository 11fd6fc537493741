using DevLoop.Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Kubernetes.Tests.Yaml;

internal sealed class BoundedYamlParserTests
{
    [TestCase("a: 1", """{"a":1}""")]
    [TestCase("a: &x {b: [1]}\nc: [*x, *x]", """{"a":{"b":[1]},"c":[{"b":[1]},{"b":[1]}]}""")]
    [TestCase("a: &x 1\nb: *x\nc: &x 2\nd: *x", """{"a":1,"b":1,"c":2,"d":2}""")]
    [TestCase("- {a: [], b: {}}\n- [[], c]", """[{"a":[],"b":{}},[[],"c"]]""")]
    public void What_is_within_bounds_passes(string yaml, string json) =>
        Assert.That(YamlToJson.Convert(Read(yaml)[0].RootNode)!.ToJsonString(), Is.EqualTo(json));

    [TestCase("a: 1\nb: &x [*x]", "2:8: the alias *x names nothing that ends before it")]
    [TestCase("&x {a: {b: *x}}", "1:12: the alias *x names nothing")]
    [TestCase("a: *x\nb: &x 1", "1:4: the alias *x names nothing")]
    [TestCase("a: &x 1\n---\nb: *x", "3:4: the alias *x names nothing")]
    [TestCase("? [a]\n: b", "1:3: a key must be text")]
    [TestCase("? {a: 1}\n: b", "1:3: a key must be text")]
    [TestCase("x: &k a\n*k : b", "2:1: a key must be text")]
    [TestCase("- {a: 1, ? [b] : c}", "1:12: a key must be text")]
    public void What_would_hurt_is_refused_at_its_place(string yaml, string refusal) =>
        Assert.That(() => Read(yaml), Throws.TypeOf<YamlException>().With.Matches<YamlException>(e => $"{e!.Start.Line}:{e.Start.Column}: {e.Message}".StartsWith(refusal, StringComparison.Ordinal)));

    [TestCase("[", "]")]
    [TestCase("{a: ", "}")]
    public void Nesting_ends_at_its_bound(string open, string close)
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Read(Nested(BoundedYamlParser.MaxDepth)), Throws.Nothing);
            Assert.That(() => Read(Nested(BoundedYamlParser.MaxDepth + 1)), Throws.TypeOf<YamlException>().With.Message.Contains("levels deep"));
        });
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Test]
    public void An_alias_is_as_deep_as_what_it_stands_for()
    {
        const int Each = BoundedYamlParser.MaxDepth / 2;
        var deep = new string('[', Each) + new string(']', Each);
        Assert.Multiple(() =>
        {
            Assert.That(() => Read($"- &x {deep}\n- {new string('[', Each - 1)}*x{new string(']', Each - 1)}"), Throws.Nothing);
            Assert.That(
                () => Read($"- &x {deep}\n- {new string('[', Each)}*x{new string(']', Each)}"), Throws.TypeOf<YamlException>().With.Message.Contains("levels deep"));
        });
    }

    [Test]
    public void Aliases_of_aliases_count_as_all_that_they_stand_for()
    {
        var lines = Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");
        var bomb = string.Join('\n', ["a0: &a0 x", .. lines]);
        Assert.That(() => Read(bomb), Throws.TypeOf<YamlException>().With.Message.Contains("too large"));
    }

    [Test]
    public void The_bound_on_values_is_each_document_s_own()
    {
        const int Half = BoundedYamlParser.MaxNodes / 2;
        var document = string.Concat(Enumerable.Repeat("- x\n", Half));
        Assert.Multiple(() =>
        {
            Assert.That(() => Read($"{document}---\n{document}---\n{document}"), Throws.Nothing);
            Assert.That(() => Read(document + document), Throws.TypeOf<YamlException>().With.Message.Contains("too large"));
        });
    }

    private static IList<YamlDocument> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new BoundedYamlParser(new StringReader(yaml)));
        return stream.Documents;
    }
}
