using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class UserEntriesTests
{
    private static readonly SourcePlace Place = new("skaffold.yaml", 3, 5);

    [TestCase("8080", null, "8080")]
    [TestCase("80", null, "80", TestName = "A_system_port_is_a_wish_too")]
    [TestCase("8080", 9000, "9000")]
    [TestCase("http", 80, "80")]
    [TestCase("http", null, "of the resource")]
    public void The_wish_is_the_local_port_else_the_port_else_what_its_name_stands_for(string port, int? localPort, string wish)
    {
        var entry = Of([Resource(port: port, localPort: localPort)]).Entries.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.LocalPort.ToString(), Is.EqualTo(wish));
            Assert.That(entry.LocalPort.IsOnly, Is.False);
            Assert.That(entry.Origin, Is.EqualTo(EntryOrigin.User));
        }
    }

    [TestCase(null, "", "current")]
    [TestCase(null, "only", "only")]
    [TestCase("own", "", "own")]
    [TestCase("own", "one,two", "own")]
    public void The_namespace_is_its_own_else_the_only_target_else_the_current_one(string? own, string targets, string expected) =>
        Assert.That(Of([Resource(ns: own)], targets.Split(',', StringSplitOptions.RemoveEmptyEntries)).Entries.Single().Namespace, Is.EqualTo(expected));

    [Test]
    public void Of_several_target_namespaces_none_is_guessed()
    {
        var entries = Of([Resource(), Resource(ns: "own")], "one", "two");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entries.Entries.Select(e => e.Namespace), Is.EqualTo(["own"]));
            Assert.That(entries.Warnings.Select(w => w.ToString()), Is.EqualTo(
                ["skaffold.yaml:3:5: warning: service/web:80 is not forwarded: it has no namespace, and one and two are looked in: give it one."]));
        }
    }

    [Test]
    public void Without_an_address_it_is_127_0_0_1() => Assert.Multiple(() =>
    {
        Assert.That(Of([Resource()]).Entries.Single().Address.Text, Is.EqualTo("127.0.0.1"));
        Assert.That(Of([Resource(address: "127.0.0.9")]).Entries.Single().Address.Text, Is.EqualTo("127.0.0.9"));
    });

    [Test]
    public void A_container_of_a_Docker_engine_is_passed_over_with_a_word()
    {
        var entries = Of([Resource(type: ResourceType.Container)]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entries.Entries, Is.Empty);
            Assert.That(entries.Warnings.Single().Sentence, Does.StartWith("container/web:80 is not forwarded"));
        }
    }

    private static UserEntries Of(IReadOnlyList<PortForwardResource> resources, params string[] targets) => UserEntries.Of(resources, targets, "current");

    private static PortForwardResource Resource(
        ResourceType type = ResourceType.Service, string? ns = null, string port = "80", int? localPort = null, string? address = null) => new(
        type, "web", ns, int.TryParse(port, out var number) ? new IntOrString(number) : new IntOrString(port), address is null ? null : ListenAddress.Parse(address), localPort, Place);
}
