using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Discovery;

internal sealed class DebugEntriesTests
{
    private const string Go = """{"app":{"artifact":"web","runtime":"go","workingDir":"/","ports":{"dlv":56268}}}""";

    private static readonly Pod Pod = Cluster.With(
        Cluster.Ready("web-0"), Cluster.Port("http", 8080), Cluster.Port("dlv", 56268), Cluster.Port("jdwp", 5005), Cluster.Port("udp", 5006, "UDP"));

    [TestCase(Go, "app dlv 56268")]
    [TestCase("""{"app":{"runtime":"jvm","ports":{"jdwp":5005,"again":8080}}}""", "app jdwp 5005,app again 8080")]
    [TestCase("""{"app":{"ports":{"dlv":1,"dlv":56268}}}""", "app dlv 56268")]
    [TestCase("""{"other":{"ports":{"dlv":56268}},"app":{"ports":{}}}""", "")]
    [TestCase("""{"app":{"runtime":"go"}}""", "")]
    [TestCase("""{"app":{"ports":null}}""", "")]
    [TestCase("""{"app":null}""", "")]
    [TestCase("{}", "")]
    [TestCase("null", "")]
    public void The_ports_that_the_annotation_names_are_found(string json, string expected)
    {
        var found = DebugEntries.Of(Annotated(json));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(string.Join(',', found.Entries.Select(e => $"{e.Container} {e.PortName} {e.Port}")), Is.EqualTo(expected));
            Assert.That(found.Entries.Select(e => (e.Origin, $"{e.Resource}", e.Namespace)), Has.All.EqualTo((EntryOrigin.Debug, "pod/web-0", "default")));
            Assert.That(found.Problem, Is.Null);
        }
    }

    [TestCase("", "$")]
    [TestCase("{", "$")]
    [TestCase("[]", "$")]
    [TestCase("\"x\"", "$")]
    [TestCase("""{"app":[]}""", "$.app")]
    [TestCase("""{"app":{"ports":[56268]}}""", "$.app.ports")]
    [TestCase("""{"app":{"ports":{"dlv":"56268"}}}""", "$.app.ports.dlv")]
    [TestCase("""{"app":{"ports":{"dlv":99999999999}}}""", "$.app.ports.dlv")]
    [TestCase("""{"app":{"ports":{"dlv":56268}}} {""", "$")]
    [TestCase("""{"app":{"ports":{"\ud800":56268}}}""", "$.app.ports")]
    public void JSON_that_is_something_else_has_no_entries_and_a_reason(string json, string place)
    {
        var found = DebugEntries.Of(Annotated(json));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Entries, Is.Empty);
            Assert.That(found.Problem, Does.StartWith("The debug ports of pod 'web-0' in namespace 'default' are not forwarded: its annotation debug.cloud.google.com/config cannot be read, it is wrong at " + place));
        }
    }

    [TestCase("""{"app":{"ports":{"x":1234}}}""", "Debug port 'x' of pod 'web-0' in namespace 'default' is not forwarded: container 'app' declares no TCP port 1234.")]
    [TestCase("""{"app":{"ports":{"x":5006}}}""", "Debug port 'x' of pod 'web-0' in namespace 'default' is not forwarded: container 'app' declares no TCP port 5006.")]
    [TestCase("""{"app":{"ports":{"x":-1,"y":0}}}""", "Debug port 'x' of pod 'web-0' in namespace 'default' is not forwarded: container 'app' declares no TCP port -1.")]
    public void A_port_that_the_container_does_not_declare_is_told(string json, string problem) =>
        Assert.That(DebugEntries.Of(Annotated(json)).Problem, Is.EqualTo(problem));

    private static IEnumerable<TestCaseData> Long()
    {
        yield return new TestCaseData(Go + new string(' ', DebugEntries.MaxLength)).SetArgDisplayNames("too long");
        yield return new TestCaseData(string.Concat(Enumerable.Repeat("""{"app":""", 5000))).SetArgDisplayNames("too deep");
        yield return new TestCaseData("""{"app":{"ports":{"NAME":"\u001b[31m"}}}""".Replace("NAME", new string('x', 10_000), StringComparison.Ordinal)).SetArgDisplayNames("a long name");
        yield return new TestCaseData("""{"app":{"ports":{"\u001bNAME":1}}}""".Replace("NAME", new string('x', 10_000), StringComparison.Ordinal)).SetArgDisplayNames("a long undeclared name");
    }

    [TestCaseSource(nameof(Long))]
    public void The_reason_is_bounded_and_can_be_shown(string json) => Assert.That(
        DebugEntries.Of(Annotated(json)).Problem, Has.Length.LessThan(500).And.Not.Contain("\u001b"));

    [Test]
    public void A_pod_that_goes_or_is_not_debugged_has_none_and_no_reason() => Assert.Multiple(() =>
    {
        Assert.That(DebugEntries.Of(Pod), Has.Property("Entries").Empty.And.Property("Problem").Null);
        Assert.That(DebugEntries.Of(Cluster.Terminating(Annotated("{"))), Has.Property("Entries").Empty.And.Property("Problem").Null);
    });

    [TestCase(ForwardModes.Debug, "Debug dlv")]
    [TestCase(ForwardModes.Pods, "Pods jdwp,Pods http,Pods dlv")]
    [TestCase(ForwardModes.Pods | ForwardModes.Debug, "Pods jdwp,Pods http,Pods dlv")]
    public void With_pods_debug_adds_nothing(ForwardModes modes, string expected) => Assert.That(
        string.Join(',', DiscoveredEntries.From(modes, RunSelector.Parse(""), [], [Annotated(Go)]).Entries
            .Select(e => $"{e.Origin} {e.PortName}")),
        Is.EqualTo(expected));

    [Test]
    public void Reasons_come_with_what_was_found()
    {
        var found = DiscoveredEntries.From(ForwardModes.Debug, RunSelector.Parse(""), [], [Annotated("{"), Annotated(Go)]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Entries, Has.Count.EqualTo(1));
            Assert.That(found.Problems, Has.Count.EqualTo(1));
        }
    }

    private static Pod Annotated(string json) => Pod with
    {
        Metadata = Pod.Metadata with { Annotations = new Dictionary<string, string> { [DebugEntries.Annotation] = json } },
    };
}
