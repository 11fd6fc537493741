using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Discovery;

internal sealed class ClaimOrderTests
{
    [Test]
    public void Users_come_before_services_before_pods_before_debug_and_each_as_they_were()
    {
        var merged = ClaimOrder.Merge(
        [
            Found(EntryOrigin.Debug, "pod/a", 5005),
            Found(EntryOrigin.Pods, "pod/b", 8080),
            Cluster.Entry("svc/z", "80"),
            Found(EntryOrigin.Services, "svc/y", 80),
            Found(EntryOrigin.Pods, "pod/a", 8080),
            Cluster.Entry("svc/a", "80"),
        ]);

        Assert.That(
            merged.Select(e => $"{e.Origin} {e.Resource}"),
            Is.EqualTo(new[] { "User service/z", "User service/a", "Services service/y", "Pods pod/b", "Pods pod/a", "Debug pod/a" }));
    }

    [TestCase("svc/web", "80", true)]
    [TestCase("svc/web", "http", true)]
    [TestCase("svc/web", "9000:80", true)]
    [TestCase("svc/web", "9000:http", true)]
    [TestCase("svc/web", "81", false)]
    [TestCase("svc/web", "https", false)]
    [TestCase("svc/api", "80", false)]
    [TestCase("pod/web", "80", false)]
    public void What_a_user_forwards_already_is_not_forwarded_again(string resource, string port, bool isOne)
    {
        var user = Cluster.Entry(resource, port, PortMapping.Parse(port).Local ?? 0, "0.0.0.0");

        var merged = ClaimOrder.Merge([Found(EntryOrigin.Services, "svc/web", 80, "http"), user]);

        Assert.That(merged.Select(e => e.Origin), Is.EqualTo(isOne ? new[] { EntryOrigin.User } : [EntryOrigin.User, EntryOrigin.Services]));
    }

    [Test]
    public void The_same_in_another_namespace_is_another() => Assert.That(
        ClaimOrder.Merge([Cluster.Entry("svc/web", "80") with { Namespace = "other" }, Found(EntryOrigin.Services, "svc/web", 80)]), Has.Count.EqualTo(2));

    [Test]
    public void A_user_may_forward_one_port_to_several_local_ones() => Assert.That(
        ClaimOrder.Merge([Cluster.Entry("svc/web", "80", 8001), Cluster.Entry("svc/web", "80", 8002), Cluster.Entry("svc/web", "80", 8001)]).Select(e => e.LocalPort.Number),
        Is.EqualTo(new[] { 8001, 8002 }));

    [Test]
    public void A_debug_port_that_is_a_pod_s_port_too_is_one() => Assert.That(
        ClaimOrder.Merge([Found(EntryOrigin.Debug, "pod/a", 5005, "jdwp"), Found(EntryOrigin.Pods, "pod/a", 5005, "debug")]).Select(e => e.PortName),
        Is.EqualTo(new[] { "debug" }));

    private static PortForwardEntry Found(EntryOrigin origin, string resource, int port, string? name = null) =>
        DiscoveredEntry.TryCreate(origin, ResourceReference.Parse(resource), "default", port, name)!;
}
