using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class PodPreferenceTests
{
    [Test]
    public void Ready_comes_before_new_before_few_restarts_before_the_name()
    {
        Pod[] best =
        [
            Cluster.Ready("new", age: 1),
            Restarted(Cluster.Ready("b-calm"), 0),
            Restarted(Cluster.Ready("c-calm"), 0),
            Restarted(Cluster.Ready("a-restarted"), 2),
            Cluster.Ready("old", age: 100),
            Cluster.NotReady("unready-new", age: 0),
            Cluster.Terminating(Cluster.Ready("terminating", age: 2)),
            Cluster.Pending("pending") with { Metadata = Cluster.Pending("pending").Metadata with { CreationTimestamp = null } },
        ];
        Assert.That(PodPreference.BestFirst(best.Reverse()).Select(p => p.Metadata.Name), Is.EqualTo(best.Select(p => p.Metadata.Name)));
    }

    private static Pod Restarted(Pod pod, int times) => Cluster.WithStatus(
        pod, new ContainerStatus { RestartCount = times }, new ContainerStatus { RestartCount = times });
}
