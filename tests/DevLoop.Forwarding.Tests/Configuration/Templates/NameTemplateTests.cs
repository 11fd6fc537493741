using DevLoop.Forwarding.Configuration.Templates;

namespace DevLoop.Forwarding.Tests.Configuration.Templates;

internal sealed class NameTemplateTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["ENV"] = "dev", ["_N1"] = "one", ["EMPTY"] = "", ["BRACES"] = "{{.ENV}}" };

    [TestCase("web", "web")]
    [TestCase("", "")]
    [TestCase("web-{{.ENV}}", "web-dev")]
    [TestCase("{{ .ENV }}-{{  ._N1}}", "dev-one")]
    [TestCase("a{{.EMPTY}}b", "ab")]
    [TestCase("{{.BRACES}}", "{{.ENV}}")]
    [TestCase("a}}b{c}", "a}}b{c}")]
    public void A_variable_stands_for_its_value(string template, string name) =>
        Assert.That(NameTemplate.Expand(template, Variables), Is.EqualTo(new ExpandedName(name, null)));

    [TestCase("{{.UNSET}}", "the environment variable 'UNSET' is not set")]
    [TestCase("a-{{.env}}", "the environment variable 'env' is not set")]
    [TestCase("{{.ENV", "has no closing '}}'")]
    [TestCase("{{.ENV | default \"x\"}}", "'{{.ENV | default \"x\"}}' is not understood, only {{.NAME}} is")]
    [TestCase("{{ENV}}", "'{{ENV}}' is not understood")]
    [TestCase("{{.}}", "'{{.}}' is not understood")]
    [TestCase("{{}}", "'{{}}' is not understood")]
    [TestCase("{{- .ENV -}}", "is not understood")]
    [TestCase("{{.A.B}}", "is not understood")]
    [TestCase("{{.1A}}", "is not understood")]
    [TestCase("{{. ENV}}", "is not understood")]
    [TestCase("{{if .ENV}}x{{end}}", "'{{if .ENV}}' is not understood")]
    public void Anything_else_is_said(string template, string problem)
    {
        var expanded = NameTemplate.Expand(template, Variables);
        Assert.Multiple(() =>
        {
            Assert.That(expanded.Text, Is.Null);
            Assert.That(expanded.Problem, Does.Contain(problem));
        });
    }

    [TestCase("web", "web", null)]
    [TestCase("{{.UNSET}}", null, null)]
    [TestCase("{{UNSET}}", null, "is not understood")]
    public void Without_variables_only_the_form_counts(string template, string? name, string? problem)
    {
        var expanded = NameTemplate.Expand(template, null);
        Assert.Multiple(() =>
        {
            Assert.That(expanded.Text, Is.EqualTo(name));
            Assert.That(expanded.Problem, problem is null ? Is.Null : Does.Contain(problem));
        });
    }
}
