using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class EntryPlanTests
{
    private static readonly ResourceSnapshot Pod = Cluster.Snapshot(null, [Cluster.Ready("web-0")]);
    private static readonly ResourceSnapshot Service = Cluster.Snapshot(Cluster.Web(Cluster.ServicePort(80, new IntOrString("http"), "web")), []);

    [TestCase("5000", 5000)]
    [TestCase("6000:5000", 6000)]
    [TestCase(":5000", 0)]
    [TestCase("http", 8080)]
    [TestCase("81:http", 81)]
    public void A_pod_s_local_port_is_the_one_asked_for_else_the_remote_one(string port, int local) =>
        Assert.That(Plan("pod/web-0", Pod, [port]).Single().LocalPort.Number ?? 0, Is.EqualTo(local));

    [TestCase("80", 80)]
    [TestCase("web", 80)]
    [TestCase(":web", 0)]
    public void A_service_s_local_port_is_its_own_port_and_not_the_pod_s(string port, int local) =>
        Assert.That(Plan("svc/web", Service, [port]).Single().LocalPort.Number ?? 0, Is.EqualTo(local));

    [Test]
    public void There_is_one_entry_for_each_pair_and_address() => Assert.That(
        Plan("web-0", Pod, ["1", "2:3"], "127.0.0.1", "127.0.0.2").Select(e => e.Key),
        Is.EqualTo(
        [
            "default/pod/web-0:1 127.0.0.1:1",
            "default/pod/web-0:1 127.0.0.2:1",
            "default/pod/web-0:3 127.0.0.1:2",
            "default/pod/web-0:3 127.0.0.2:2",
        ]));

    [Test]
    public void An_address_given_twice_counts_once() => Assert.That(Plan("web-0", Pod, ["80"], "::1", "::1", "127.0.0.1", "localhost"), Has.Count.EqualTo(2));

    [Test]
    public void Several_forwards_to_one_remote_port_are_fine() => Assert.That(Plan("web-0", Pod, ["80", "81:80", ":80"]), Has.Count.EqualTo(3));

    [TestCase("80", "80", "Local port 80 is asked for twice: give each pair another local port, as in 8081:80.")]
    [TestCase("8080:1", "8080:2", "Local port 8080 is asked for twice: give each pair another local port, as in 8081:2.")]
    [TestCase("8080:1", "http", "Local port 8080 is asked for twice")]
    [TestCase(":80", "0:80", "Port 80 is asked for twice, with any free local port")]
    public void A_local_port_asked_for_twice_gets_a_sentence(string one, string other, string why) =>
        Assert.That(() => Plan("web-0", Pod, [one, other]), Throws.TypeOf<ForwardArgumentException>().With.Message.StartsWith(why));

    [TestCase("web-0", "https", "Cannot forward port https of pod/web-0: it has no port named 'https'; it has http.")]
    [TestCase("svc/web", "8080", "Cannot forward port 8080 of service/web: it has no port 8080; it has 80 (web).")]
    public void A_port_that_the_resource_does_not_have_gets_a_sentence(string resource, string port, string why) => Assert.That(
        () => Plan(resource, resource == "web-0" ? Pod : Service, [port]), Throws.TypeOf<ResourceNotFoundException>().With.Message.EqualTo(why));

    [Test]
    public void A_named_port_of_a_workload_without_pods_can_be_waited_for_on_a_local_port_that_is_given() => Assert.Multiple(() =>
    {
        var empty = ResourceSnapshot.Empty.With<Deployment>([Cluster.Workload<Deployment>("web", replicas: 0)]);
        Assert.That(Plan("deploy/web", empty, ["80:http", "8080"]).Select(e => e.LocalPort.Number), Is.EqualTo(new[] { 80, 8080 }));
        Assert.That(
            () => Plan("deploy/web", empty, ["http"]),
            Throws.TypeOf<ResourceNotFoundException>().With.Message.EqualTo("Cannot forward port http of deployment/web: it has 0 replicas."));
    });

    private static IReadOnlyList<PortForwardEntry> Plan(string resource, ResourceSnapshot snapshot, string[] ports, params string[] addresses) => EntryPlan.Create(
        ResourceReference.Parse(resource),
        "default",
        [.. ports.Select(PortMapping.Parse)],
        addresses.Length == 0 ? [ListenAddress.Localhost] : [.. addresses.Select(ListenAddress.Parse)],
        snapshot);
}
