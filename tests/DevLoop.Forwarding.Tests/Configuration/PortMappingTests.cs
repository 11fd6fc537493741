using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class PortMappingTests
{
    private static IEnumerable<TestCaseData> Good()
    {
        yield return new TestCaseData("5000", new PortMapping(null, new IntOrString(5000)));
        yield return new TestCaseData("6000:5000", new PortMapping(6000, new IntOrString(5000)));
        yield return new TestCaseData(":5000", new PortMapping(0, new IntOrString(5000)));
        yield return new TestCaseData("0:5000", new PortMapping(0, new IntOrString(5000)));
        yield return new TestCaseData("http", new PortMapping(null, new IntOrString("http")));
        yield return new TestCaseData("8080:http", new PortMapping(8080, new IntOrString("http")));
        yield return new TestCaseData(":h2c-1", new PortMapping(0, new IntOrString("h2c-1")));
        yield return new TestCaseData("1:65535", new PortMapping(1, new IntOrString(65535)));
        yield return new TestCaseData("08080:00080", new PortMapping(8080, new IntOrString(80)));
    }

    [TestCaseSource(nameof(Good))]
    public void A_pair_of_ports_is_read_as_kubectl_reads_it(string text, PortMapping expected) =>
        Assert.That(PortMapping.Parse(text), Is.EqualTo(expected));

    [TestCase("", "the remote port is missing")]
    [TestCase(":", "the remote port is missing")]
    [TestCase("8080:", "the remote port is missing")]
    [TestCase("0", "the remote port 0 is not from 1 to 65535")]
    [TestCase("8080:0", "the remote port 0 is not from 1 to 65535")]
    [TestCase("65536", "the remote port 65536 is not from 1 to 65535")]
    [TestCase("99999999999999999999", "is not from 1 to 65535")]
    [TestCase("65536:80", "the local port '65536' is not a number from 0 (any free port) to 65535")]
    [TestCase("http:80", "the local port 'http' is not a number")]
    [TestCase("-1:80", "the local port '-1' is not a number")]
    [TestCase("1:2:3", "more than one ':'")]
    [TestCase("80 ", "neither a number nor the name of a port")]
    [TestCase("+80", "neither a number nor the name of a port")]
    [TestCase("-http", "neither a number nor the name of a port")]
    [TestCase("a--b", "neither a number nor the name of a port")]
    [TestCase("HTTP", "neither a number nor the name of a port")]
    [TestCase("٨٠", "neither a number nor the name of a port")]
    public void What_is_no_pair_of_ports_gets_a_sentence(string text, string why) =>
        Assert.That(() => PortMapping.Parse(text), Throws.TypeOf<ForwardArgumentException>()
            .With.Message.Contains(why).And.Message.Contains($"'{text}' is not a port to forward").And.Message.Contains("[LOCAL:]REMOTE"));
}
