using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class NamespaceNameTests
{
    [TestCase("default")]
    [TestCase("team-1")]
    public void A_label_is_the_name_of_a_namespace(string name) => Assert.That(NamespaceName.Check(name), Is.EqualTo(name));

    [TestCase("")]
    [TestCase("../kube-system")]
    [TestCase("a.b")]
    [TestCase("Default")]
    [TestCase("-a")]
    [TestCase("a-")]
    public void Nothing_else_is(string name) => Assert.That(
        () => NamespaceName.Check(name), Throws.TypeOf<ForwardArgumentException>().With.Message.Contains($"'{name}' is not the name of a namespace"));
}
