using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Targets;

/// <summary>A Service without a selector: somebody else than Kubernetes writes its EndpointSlices.</summary>
internal sealed class ServicePodsTests
{
    private static readonly Service Web = Cluster.Web(Cluster.ServicePort(80, new IntOrString("http"), "http")) with
    {
        Spec = new ServiceSpec { Ports = [Cluster.ServicePort(80, new IntOrString("http"), "http"), Cluster.ServicePort(90, name: "grpc")] },
    };

    [Test]
    public void It_leads_to_the_pods_that_its_slices_name_and_to_no_other() => Assert.Multiple(() =>
    {
        Pod[] pods = [Cluster.Ready("named", age: 90), Cluster.Ready("other", age: 1)];
        Assert.That(For(pods, Slice([Http], OfPod("named"))).Target!.Pod, Is.EqualTo("named"));
        Assert.That(For([InNamespace("else", "named")], Slice([Http], OfPod("named"))).Target, Is.Null);
    });

    [Test]
    public void Of_the_pods_that_are_named_the_newest_that_is_ready_is_taken()
    {
        var slice = Slice([Http], OfPod("a"), OfPod("b"), OfPod("c"), OfPod("gone"));
        Assert.That(For([Cluster.Ready("a", age: 9), Cluster.Ready("b", age: 5), Cluster.NotReady("c", age: 1)], slice).Target!.Pod, Is.EqualTo("b"));
    }

    [Test]
    public void The_slice_says_which_port_of_its_pods_the_service_s_port_is() => Assert.Multiple(() =>
    {
        var pods = new[] { Cluster.Ready("a") };
        Assert.That(For(pods, Slice([Grpc, Http], OfPod("a"))).Target!.Port, Is.EqualTo(3000));
        Assert.That(For(pods, Slice([Http with { Port = null }], OfPod("a"))).Target!.Port, Is.EqualTo(8080), "without a number it is the target port");
        Assert.That(For(pods, Slice([Grpc], OfPod("a"))).Target!.Port, Is.EqualTo(8080), "so it is where the slice does not have the port");

        var unnamed = Web with { Spec = new ServiceSpec { Ports = [Cluster.ServicePort(80)] } };
        var state = TargetChoice.For(Cluster.Entry("svc/web", "80"), Snapshot(unnamed, pods, Slice([Http, Http with { Name = "", Port = 4000 }], OfPod("a"))), null);
        Assert.That(state.Target!.Port, Is.EqualTo(4000), "a port without a name is that of the slice without one");
    });

    [Test]
    public void A_slice_for_each_port_may_name_the_same_pod() => Assert.Multiple(() =>
    {
        EndpointSlice[] slices = [Slice([Grpc], OfPod("a")), Slice([Http], OfPod("a"))];
        Assert.That(For([Cluster.Ready("a")], slices).Target!.Port, Is.EqualTo(3000));
        Assert.That(For([Cluster.Ready("a")], [.. slices.Reverse()]).Target!.Port, Is.EqualTo(3000));
    });

    [Test]
    public void Slices_that_name_no_pod_are_explained_by_the_first_addresses() => Assert.Multiple(() =>
    {
        var ofNode = new Endpoint { Addresses = ["10.0.0.1"], TargetRef = new ObjectReference { Kind = "Node", Name = "a" } };
        var ofNobody = new Endpoint { Addresses = ["10.0.0.2"], TargetRef = new ObjectReference { Kind = "Pod" } };
        var outside = new Endpoint { Addresses = ["192.0.2.1", "192.0.2.2"] };
        Assert.That(For([Cluster.Ready("a")], Slice([Http], ofNode, ofNobody, outside)).WaitingFor, Is.EqualTo(
            "it has no selector, and its EndpointSlices name no pods but 10.0.0.1, 10.0.0.2, 192.0.2.1; forward to a pod by its name"));
        Assert.That(For([Cluster.Ready("a")]).WaitingFor, Is.EqualTo(
            "it has no selector, and its EndpointSlices name no pods; forward to a pod by its name"));
    });

    [Test]
    public void Pods_that_are_named_and_gone_are_told() => Assert.That(
        For([Cluster.Ready("else")], Slice([Http], OfPod("d"), OfPod("c"), OfPod("b"), OfPod("a"))).WaitingFor,
        Is.EqualTo("it has no selector, and the pods that its EndpointSlices name are gone: a, b, c"));

    [Test]
    public void Slices_of_another_service_or_namespace_do_not_count()
    {
        var slice = Slice([Http], OfPod("a"));
        var ofAnother = slice with { Metadata = slice.Metadata with { Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = "api" } } };
        var elsewhere = slice with { Metadata = slice.Metadata with { Namespace = "else" } };
        Assert.That(For([Cluster.Ready("a")], ofAnother, elsewhere).Target, Is.Null);
    }

    private static EndpointPort Http => new() { Name = "http", Port = 3000 };

    private static EndpointPort Grpc => new() { Name = "grpc", Port = 9000 };

    private static Endpoint OfPod(string name) => new() { Addresses = ["10.0.0.9"], TargetRef = new ObjectReference { Kind = "Pod", Name = name } };

    private static EndpointSlice Slice(IReadOnlyList<EndpointPort> ports, params Endpoint[] endpoints) => new()
    {
        Metadata = new ObjectMetadata
        {
            Name = "web-1", Namespace = "default", Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = "web" },
        },
        Ports = ports,
        Endpoints = endpoints,
    };

    private static Pod InNamespace(string ns, string name) =>
        Cluster.Ready(name) with { Metadata = Cluster.Ready(name).Metadata with { Namespace = ns } };

    private static ResourceSnapshot Snapshot(Service service, IReadOnlyList<Pod> pods, params EndpointSlice[] slices) =>
        Cluster.Snapshot(service, pods).With<EndpointSlice>(slices);

    private static TargetState For(IReadOnlyList<Pod> pods, params EndpointSlice[] slices) =>
        TargetChoice.For(Cluster.Entry("svc/web", "http"), Snapshot(Web, pods, slices), null);
}
