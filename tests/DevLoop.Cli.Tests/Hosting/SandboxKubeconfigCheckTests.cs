using DevLoop.Cli.Hosting;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed class SandboxKubeconfigCheckTests
{
    [TestCase("clusters: [{name: devloop-sandbox}]\nusers: [{name: devloop-sandbox}]\ncontexts: [{name: devloop-sandbox}]", true)]
    [TestCase("clusters: [{name: devloop-sandbox}, {name: prod}]\nusers: [{name: devloop-sandbox}]\ncontexts: [{name: devloop-sandbox}]", false)]
    [TestCase("clusters: [{name: prod}]\nusers: [{name: jane}]\ncontexts: [{name: devloop-sandbox}]", false)]
    [TestCase("# devloop-sandbox", false)]
    [TestCase("devloop-sandbox: [", false)]
    public void Only_a_file_that_holds_nothing_but_the_sandbox_is_the_sandbox_s(string text, bool expected) =>
        Assert.That(SandboxKubeconfigCheck.IsOfSandbox(text), Is.EqualTo(expected));
}
