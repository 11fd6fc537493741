using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class TargetPortsTests
{
    private static readonly Pod Pod = Cluster.With(
        Cluster.Ready("web-0"),
        Cluster.Port("http", 8080),
        Cluster.Port("dns", 53, "UDP"),
        Cluster.Port("both", 7000, "UDP"),
        Cluster.Port("both", 7001),
        Cluster.Port(null, 9000),
        Cluster.Port("bad", 70000));

    private static readonly Pod WithSidecar = Pod with
    {
        Spec = Pod.Spec with
        {
            InitContainers =
            [
                Cluster.Container(Cluster.Port("metrics", 9100)) with { RestartPolicy = "Always" },
                Cluster.Container(Cluster.Port("setup", 9200)),
            ],
        },
    };

    [TestCase(8080, 8080)]
    [TestCase(9000, 9000)]
    [TestCase(1234, 1234)]
    [TestCase(7001, 7001)]
    [TestCase(65535, 65535)]
    public void A_port_by_number_need_not_be_declared(int port, int expected) =>
        Assert.That(TargetPorts.InPod(Pod, new IntOrString(port)), Is.EqualTo(PortLookup.Found(expected)));

    [TestCase("http", 8080)]
    [TestCase("both", 7001)]
    [TestCase("metrics", 9100)]
    public void A_port_by_name_is_a_container_s_or_a_sidecar_s(string name, int expected) =>
        Assert.That(TargetPorts.InPod(WithSidecar, new IntOrString(name)), Is.EqualTo(PortLookup.Found(expected)));

    [TestCase("setup", "pod web-0 has no port named 'setup'; it has http, dns, both, bad, metrics")]
    [TestCase("dns", "port dns of pod web-0 is UDP; only TCP can be forwarded")]
    [TestCase("bad", "port bad of pod web-0 is 70000, which is no port number")]
    public void A_name_that_leads_nowhere_is_explained(string name, string why) =>
        Assert.That(TargetPorts.InPod(WithSidecar, new IntOrString(name)).Problem, Is.EqualTo(why));

    [TestCase(0)]
    [TestCase(65536)]
    public void A_number_that_is_no_port_s_is_explained(int port) =>
        Assert.That(TargetPorts.InPod(Pod, new IntOrString(port)).Problem, Is.EqualTo($"port {port} of pod web-0 is {port}, which is no port number"));

    [Test]
    public void A_port_that_is_declared_as_UDP_alone_is_explained() => Assert.That(
        TargetPorts.InPod(Pod, new IntOrString(53)).Problem, Is.EqualTo("port 53 of pod web-0 is UDP; only TCP can be forwarded"));

    [Test]
    public void A_pod_that_names_no_port_says_so() => Assert.Multiple(() =>
    {
        Assert.That(Why(), Is.EqualTo("pod a has no port named 'http'; it names none"));
        Assert.That(Why(Cluster.Port("", 80), Cluster.Port(null, 81)), Is.EqualTo(Why()));
        Assert.That(Why(Cluster.Port("", 80), Cluster.Port("grpc", 81)), Is.EqualTo("pod a has no port named 'http'; it has grpc"));

        static string? Why(params ContainerPort[] ports) => TargetPorts.InPod(Cluster.With(Cluster.Ready("a"), ports), new IntOrString("http")).Problem;
    });

    [Test]
    public void Each_problem_of_a_port_is_a_topic_of_its_own()
    {
        var topics = new[] { "setup", "nothing", "dns", "bad" }.Select(name => TargetPorts.InPod(WithSidecar, new IntOrString(name)).Topic);
        Assert.That(topics, Is.Unique.And.None.Empty);
    }

    private static IEnumerable<TestCaseData> ServicePorts()
    {
        yield return new TestCaseData(Cluster.ServicePort(80, new IntOrString(8080)), 8080);
        yield return new TestCaseData(Cluster.ServicePort(80, new IntOrString("http")), 8080);
        yield return new TestCaseData(Cluster.ServicePort(80), 80);
        yield return new TestCaseData(Cluster.ServicePort(80, new IntOrString(0)), 80);
        yield return new TestCaseData(Cluster.ServicePort(80, new IntOrString("metrics")), 9100);
    }

    [TestCaseSource(nameof(ServicePorts))]
    public void A_service_s_port_leads_to_its_target_port_or_to_the_same_number(ServicePort port, int expected) =>
        Assert.That(TargetPorts.InPodOfService(WithSidecar, port), Is.EqualTo(PortLookup.Found(expected)));

    [Test]
    public void A_named_target_port_is_looked_up_in_the_pod_that_was_chosen()
    {
        var port = Cluster.ServicePort(80, new IntOrString("http"));
        var other = Cluster.With(Cluster.Ready("web-1"), Cluster.Port("http", 3000));
        Assert.Multiple(() =>
        {
            Assert.That(TargetPorts.InPodOfService(Pod, port).Port, Is.EqualTo(8080));
            Assert.That(TargetPorts.InPodOfService(other, port).Port, Is.EqualTo(3000));
        });
    }

    [TestCase("80", 80)]
    [TestCase("web", 80)]
    [TestCase("53", 53)]
    public void A_service_s_port_is_found_by_number_or_name(string port, int expected)
    {
        var service = Cluster.Web(
            Cluster.ServicePort(80, name: "web"), Cluster.ServicePort(53, name: "dns", protocol: "UDP"), Cluster.ServicePort(53, name: "dns-tcp"));
        Assert.That(TargetPorts.OfService(service, Cluster.Entry("svc/web", port).Port).Port?.Port, Is.EqualTo(expected));
    }

    [Test]
    public void A_headless_service_has_ports_like_any_other()
    {
        var db = Cluster.RecordedServices.Single(s => s.Metadata.Name == "db");
        var pod = Cluster.RecordedPods.Single(p => p.Metadata.Name == "db-0");
        var port = TargetPorts.OfService(db, new IntOrString("http")).Port!;
        Assert.Multiple(() =>
        {
            Assert.That(db.Spec.IsHeadless);
            Assert.That(TargetPorts.InPodOfService(pod, port).Port, Is.EqualTo(8080));
        });
    }

    [TestCase("external", "80", "it stands for the host example.com outside the cluster (ExternalName)")]
    [TestCase("web", "8080", "it has no port 8080; it has 80 (http), 7000 (echo), 7001 (source), 7002 (sink)")]
    [TestCase("web", "https", "it has no port https; it has")]
    public void A_service_without_such_a_port_is_explained(string service, string port, string why) => Assert.That(
        TargetPorts.OfService(Cluster.RecordedServices.Single(s => s.Metadata.Name == service), Cluster.Entry("svc/web", port).Port).Problem,
        Does.StartWith(why));

    [Test]
    public void Ports_of_a_service_without_names_are_told_by_their_numbers() => Assert.That(
        TargetPorts.OfService(Cluster.Web(Cluster.ServicePort(80), Cluster.ServicePort(90, name: "grpc")), new IntOrString(81)).Problem,
        Is.EqualTo("it has no port 81; it has 80, 90 (grpc)"));

    [Test]
    public void A_service_s_port_that_is_UDP_alone_is_explained() => Assert.That(
        TargetPorts.OfService(Cluster.Web(Cluster.ServicePort(53, protocol: "UDP")), new IntOrString(53)).Problem,
        Is.EqualTo("port 53 is UDP; only TCP can be forwarded"));

    [Test]
    public void A_service_s_port_that_is_no_number_of_a_port_is_not_found() =>
        Assert.That(TargetPorts.OfService(Cluster.Web(Cluster.ServicePort(70000, name: "http")), new IntOrString("http")).Port, Is.Null);
}
