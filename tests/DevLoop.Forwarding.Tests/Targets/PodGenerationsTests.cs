using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class PodGenerationsTests
{
    private static readonly ReplicaSet First = Cluster.Workload<ReplicaSet>("first");
    private static readonly ReplicaSet Second = Cluster.Workload<ReplicaSet>("second");

    [Test]
    public void A_generation_that_was_scaled_up_is_as_old_as_its_oldest_pod()
    {
        Pod[] pods = [Of(First, "a", 100), Of(First, "b", 1), Of(Second, "c", 50), Of(Second, "d", 40)];
        Assert.That(Names(PodGenerations.OfMany(pods)), Is.EqualTo(["c d", "a b"]));
    }

    [Test]
    public void Pods_without_a_controller_are_one_generation() => Assert.That(
        Names(PodGenerations.OfMany([Cluster.Ready("a", 9), Of(First, "b", 5), Cluster.Ready("c", 1)])), Is.EqualTo(["b", "a c"]));

    [Test]
    public void Generations_of_one_age_keep_an_order_whatever_order_their_pods_come_in()
    {
        Pod[] pods = [Of(First, "a", 9), Of(Second, "b", 9)];
        Assert.That(Names(PodGenerations.OfMany(pods)), Is.EqualTo(["a", "b"]));
        Assert.That(Names(PodGenerations.OfMany(pods.Reverse())), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public void Owners_of_one_revision_and_age_are_ordered_by_their_names()
    {
        Pod[] pods = [Of(Second, "b", 1), Of(First, "a", 9)];
        Assert.That(Names(PodGenerations.OfOwners([First, Second], pods)), Is.EqualTo(["a", "b"]));
        Assert.That(Names(PodGenerations.OfOwners([Second, First], pods)), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public void An_ordinal_is_that_of_the_label_else_that_of_the_name_and_who_has_none_comes_last()
    {
        var labelled = Cluster.Ready("db-7");
        labelled = labelled with { Metadata = labelled.Metadata with { Labels = new Dictionary<string, string> { ["apps.kubernetes.io/pod-index"] = "1" } } };
        Assert.That(Names(PodGenerations.OfOrdinals([Cluster.Ready("db-x"), Cluster.Ready("db-2"), labelled])), Is.EqualTo(["db-7", "db-2", "db-x"]));
    }

    private static Pod Of(ReplicaSet owner, string name, int age) => Cluster.OwnedBy(owner, Cluster.Ready(name, age));

    private static IEnumerable<string> Names(IReadOnlyList<IReadOnlyList<Pod>> generations) =>
        generations.Select(g => string.Join(' ', g.Select(p => p.Metadata.Name)));
}
