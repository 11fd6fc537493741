using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class TargetDemandsTests
{
    [TestCase("pod/web-0", "Pod web-0")]
    [TestCase("svc/web", "Service web")]
    [TestCase("deploy/web", "Deployment web")]
    [TestCase("sts/db", "StatefulSet db")]
    [TestCase("cj/tick", "CronJob tick; Job all; Pod job-name")]
    public void As_long_as_nothing_is_known_the_resource_is_asked_for_by_its_name(string resource, string demands) =>
        Assert.That(Demands(resource, ResourceSnapshot.Empty), Is.EqualTo(demands));

    [TestCase("svc/web", "Service web; Pod app=web")]
    [TestCase("svc/external", "Service external")]
    [TestCase("svc/manual", "Service manual; EndpointSlice kubernetes.io/service-name=manual")]
    [TestCase("deploy/web", "Deployment web; ReplicaSet app=web; Pod app=web")]
    [TestCase("rs/web-96c4d68c5", "ReplicaSet web-96c4d68c5; Pod app=web,pod-template-hash=96c4d68c5")]
    [TestCase("rc/legacy", "ReplicationController legacy; Pod app=legacy")]
    [TestCase("ds/agent", "DaemonSet agent; Pod app=agent")]
    public void Once_the_resource_is_known_what_it_leads_to_is_asked_for_and_no_more(string resource, string demands) =>
        Assert.That(Demands(resource, Cluster.Recorded), Is.EqualTo(demands));

    [Test]
    public void The_one_pod_behind_a_service_without_a_selector_is_asked_for_by_its_name()
    {
        var slice = new EndpointSlice
        {
            Metadata = new ObjectMetadata { Namespace = "default", Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = "manual" } },
            Endpoints = [new Endpoint { TargetRef = new ObjectReference { Kind = "Pod", Name = "db-0" } }],
        };
        Assert.That(
            Demands("svc/manual", Cluster.Recorded.With<EndpointSlice>([slice])),
            Is.EqualTo("Service manual; EndpointSlice kubernetes.io/service-name=manual; Pod db-0"));
    }

    private static string Demands(string resource, ResourceSnapshot snapshot) => string.Join(
        "; ",
        TargetDemands.Of(ResourceReference.Parse(resource), "default", snapshot).Select(d => $"{d.GetType().GetGenericArguments()[0].Name} {d.Name ?? d.Label ?? "all"}"));
}
