using System.Text;
using DevLoop.Sandbox.Manifests;

namespace DevLoop.Sandbox.Tests.Manifests;

internal sealed class ManifestReaderTests
{
    [TestCase("a: 1", """{"a":1}""")]
    [TestCase("a: \"1\"", """{"a":"1"}""")]
    [TestCase("a: 1.5", """{"a":1.5}""")]
    [TestCase("a: 0x10", """{"a":16}""")]
    [TestCase("a: true", """{"a":true}""")]
    [TestCase("a: yes", """{"a":"yes"}""")]
    [TestCase("a: ~\nb:", """{"a":null,"b":null}""")]
    [TestCase("a: 500m", """{"a":"500m"}""")]
    [TestCase("a: 1.2.3", """{"a":"1.2.3"}""")]
    [TestCase("a:\n-", """{"a":[null]}""")]
    [TestCase("a: !!str 1", """{"a":"1"}""")]
    [TestCase("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [TestCase("{\"a\": [1, {\"b\": null}]}", """{"a":[1,{"b":null}]}""")]
    [TestCase("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    public void YAML_means_this_JSON(string yaml, string json) =>
        Assert.That(ManifestReader.ReadOne(Encoding.UTF8.GetBytes(yaml))!.ToJsonString(), Is.EqualTo(json));

    [TestCase("a: 1\na: 2", "line 2")]
    [TestCase("a: [", "line ")]
    [TestCase("? [a]\n: b", "a key must be text")]
    [TestCase("a: 1\n---\nb: 2", "one document was expected")]
    public void What_is_wrong_is_said_with_its_line(string yaml, string message) =>
        Assert.That(() => ManifestReader.ReadOne(Encoding.UTF8.GetBytes(yaml)), Throws.TypeOf<ManifestException>().With.Message.Contains(message));

    [Test]
    public void Aliases_that_stand_for_billions_of_nodes_are_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.That(() => ManifestReader.ReadOne(Encoding.UTF8.GetBytes(yaml.ToString())), Throws.TypeOf<ManifestException>().With.Message.Contains("too large"));
    }

    [Test]
    public void Nesting_without_end_is_refused()
    {
        var yaml = string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000));

        Assert.That(() => ManifestReader.ReadOne(Encoding.UTF8.GetBytes(yaml)), Throws.TypeOf<ManifestException>());
    }

    [Test]
    public void Documents_and_lists_become_single_objects()
    {
        var objects = ManifestReader.ReadAll("kind: A\n---\n---\nkind: List\nitems:\n- kind: B\n- kind: C\n");

        Assert.That(objects.Select(o => (string?)o["kind"]), Is.EqualTo(["A", "B", "C"]));
    }
}
