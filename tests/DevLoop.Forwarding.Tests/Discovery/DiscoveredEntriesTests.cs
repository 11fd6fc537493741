using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.Discovery;

internal sealed class DiscoveredEntriesTests
{
    private static readonly RunSelector All = RunSelector.Parse("");

    private static readonly string[] RecordedServiceEntries =
    [
        "default/service/db:8080 127.0.0.1:8080",
        "default/service/kubernetes:443 127.0.0.1:any",
        "default/service/manual:80 127.0.0.1:any",
        "default/service/web:80 127.0.0.1:any",
        "default/service/web:7000 127.0.0.1:7000",
        "default/service/web:7001 127.0.0.1:7001",
        "default/service/web:7002 127.0.0.1:7002",
    ];

    private static readonly string[] RecordedPodEntries =
    [
        "default/daemonset/agent:8080 127.0.0.1:8080",
        "default/pod/db-0:8080 127.0.0.1:8080",
        "default/pod/db-1:8080 127.0.0.1:8080",
        "default/replicationcontroller/legacy:8080 127.0.0.1:8080",
        "default/job/migrate:8080 127.0.0.1:8080",
        "default/job/tick-29921551:8080 127.0.0.1:8080",
        "default/deployment/web:7000 127.0.0.1:7000",
        "default/deployment/web:7001 127.0.0.1:7001",
        "default/deployment/web:7002 127.0.0.1:7002",
        "default/deployment/web:8080 127.0.0.1:8080",
    ];

    private static IEnumerable<TestCaseData> Recorded()
    {
        yield return Case(ForwardModes.Services, RecordedServiceEntries);
        yield return Case(ForwardModes.Pods, RecordedPodEntries);
        yield return Case(ForwardModes.User | ForwardModes.Services | ForwardModes.Pods, [.. RecordedServiceEntries, .. RecordedPodEntries]);
        yield return Case(ForwardModes.User, []);
        yield return Case(ForwardModes.None, []);
        yield return Case(ForwardModes.Debug, []);

        static TestCaseData Case(ForwardModes modes, string[] expected) => new TestCaseData(modes, expected).SetArgDisplayNames($"{modes}");
    }

    [TestCaseSource(nameof(Recorded))]
    public void Of_a_recorded_cluster_each_mode_finds_its_ports_in_order(ForwardModes modes, string[] expected)
    {
        var found = DiscoveredEntries.From(modes, All, Cluster.RecordedServices.Reverse(), Cluster.RecordedPods.Reverse());

        Assert.That(found.Entries.Select(e => e.Key), Is.EqualTo(expected));
    }

    [Test]
    public void What_is_found_says_who_wants_it_and_what_it_is_called()
    {
        var found = DiscoveredEntries.From(ForwardModes.Services | ForwardModes.Pods, RunSelector.Parse("app=web"), Cluster.RecordedServices, Cluster.RecordedPods.Take(7));

        Assert.That(found.Entries.Select(e => (e.Origin, $"{e.Resource}", e.PortName, e.Container)), Is.EqualTo(new[]
        {
            (EntryOrigin.Services, "service/web", "http", null),
            (EntryOrigin.Services, "service/web", "echo", null),
            (EntryOrigin.Services, "service/web", "source", null),
            (EntryOrigin.Services, "service/web", "sink", null),
            (EntryOrigin.Pods, "deployment/web", "echo", "app"),
            (EntryOrigin.Pods, "deployment/web", "source", "app"),
            (EntryOrigin.Pods, "deployment/web", "sink", (string?)"app"),
            (EntryOrigin.Pods, "deployment/web", "http", "app"),
        }));
    }

    [Test]
    public void Through_a_recorded_rollout_the_deployment_is_forwarded_and_none_of_its_pods() => Assert.That(
        Cluster.RecordedRollout().Select(pods => DiscoveredEntries.From(ForwardModes.Pods, All, [], pods.Of<Pod>()).Entries.Select(e => $"{e.Resource}").Distinct()),
        Has.All.EqualTo(new[] { "deployment/web" }));

    [TestCase("ReplicaSet web-96c4d68c5", "96c4d68c5", "deployment/web")]
    [TestCase("ReplicaSet web-96c4d68c5", "other", "replicaset/web-96c4d68c5")]
    [TestCase("ReplicaSet web-96c4d68c5", "", "replicaset/web-96c4d68c5")]
    [TestCase("ReplicaSet web", null, "replicaset/web")]
    [TestCase("ReplicaSet -x", "x", "replicaset/-x")]
    [TestCase("StatefulSet web", "96c4d68c5", "pod/web-0")]
    [TestCase("CloneSet web", "96c4d68c5", "pod/web-0")]
    [TestCase(null, null, "pod/web-0")]
    public void A_pod_goes_by_what_its_successor_goes_by_too(string? owner, string? templateHash, string expected)
    {
        var pod = Cluster.Ready("web-0");
        pod = pod with
        {
            Metadata = pod.Metadata with
            {
                OwnerReferences = owner?.Split(' ') is [var kind, var name] ? [new OwnerReference { Kind = kind, Name = name, Controller = true }] : [],
                Labels = templateHash is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["pod-template-hash"] = templateHash },
            },
        };

        var going = PodEntries.Of(Cluster.Terminating(Cluster.With(pod, Cluster.Port("http", 8080))));

        Assert.Multiple(() =>
        {
            Assert.That($"{LastingResource.Of(pod)}", Is.EqualTo(expected));
            Assert.That(going.Count(), Is.EqualTo(expected.StartsWith("pod/", StringComparison.Ordinal) ? 0 : 1));
        });
    }

    private static IEnumerable<TestCaseData> Services()
    {
        var web = Cluster.Web(Cluster.ServicePort(1023), Cluster.ServicePort(1024, name: ""));
        yield return Case(web, "service/web:1023 127.0.0.1:any", "service/web:1024 127.0.0.1:1024");
        yield return Case(
            Cluster.Web(Cluster.ServicePort(5353, name: "dns", protocol: "UDP"), Cluster.ServicePort(5353, name: "dns-tcp"), Cluster.ServicePort(9, protocol: "SCTP")),
            "service/web:5353 127.0.0.1:5353");
        yield return Case(Cluster.Web(Cluster.ServicePort(0), Cluster.ServicePort(-1), Cluster.ServicePort(65535), Cluster.ServicePort(65536)), "service/web:65535 127.0.0.1:65535");
        yield return Case(Cluster.Web());
        yield return Case(web with { Spec = web.Spec with { Type = "ExternalName" } });
        yield return Case(web with { Metadata = web.Metadata with { Name = "web\u001b[31m" } });
        yield return Case(web with { Metadata = web.Metadata with { Name = new string('w', 1000) } });
        yield return Case(web with { Metadata = web.Metadata with { Namespace = "" } });

        static TestCaseData Case(Service service, params string[] expected) =>
            new TestCaseData(service, expected).SetArgDisplayNames(string.Join(',', expected), $"{service.Spec.Type} of {service.Spec.Ports.Count}, {service.Metadata.Name.Length}, {service.Metadata.Namespace.Length}");
    }

    [TestCaseSource(nameof(Services))]
    public void A_service_has_an_entry_for_each_TCP_port(Service service, string[] expected) => Assert.That(
        ServiceEntries.Of(service).Select(e => e.Key), Is.EqualTo(expected.Select(e => "default/" + e)));

    private static IEnumerable<TestCaseData> Pods()
    {
        var pod = Cluster.With(Cluster.Ready("a"), Cluster.Port("http", 80), Cluster.Port(null, 8080), Cluster.Port("dns", 53, "UDP"), Cluster.Port("bad", 70_000));
        yield return Case(pod, "runs", "app 80 http any", "app 8080  8080");
        yield return Case(
            pod with
            {
                Spec = pod.Spec with
                {
                    Containers = [pod.Spec.Containers[0], Cluster.Container(Cluster.Port("x", 9000)) with { Name = "other" }],
                    InitContainers =
                    [
                        Cluster.Container(Cluster.Port("setup", 9100)) with { Name = "init" },
                        Cluster.Container(Cluster.Port("mesh", 9200)) with { Name = "sidecar", RestartPolicy = "Always" },
                    ],
                },
            },
            "has more containers",
            "app 80 http any",
            "app 8080  8080",
            "other 9000 x 9000",
            "sidecar 9200 mesh 9200");
        yield return Case(Cluster.With(Cluster.Pending("a"), Cluster.Port("http", 80)), "is pending", "app 80 http any");
        yield return Case(Cluster.Terminating(pod), "is being deleted");
        yield return Case(pod with { Status = new PodStatus { Phase = "Succeeded" } }, "has completed");
        yield return Case(pod with { Status = new PodStatus { Phase = "Failed" } }, "has failed");
        yield return Case(Cluster.With(pod), "declares nothing");

        static TestCaseData Case(Pod pod, string name, params string[] expected) => new TestCaseData(pod, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Pods))]
    public void A_pod_that_is_to_last_has_an_entry_for_each_TCP_port(Pod pod, string[] expected) => Assert.That(
        PodEntries.Of(pod).Select(e => $"{e.Container} {e.Port} {e.PortName} {e.LocalPort}"), Is.EqualTo(expected));

    [Test]
    public void Namespaces_then_names_then_ports_order_what_is_found()
    {
        Service[] services =
        [
            In("b", "a", 8080),
            In("a", "b", 9000, 443, 10_000),
            In("a", "a-b", 8080),
            In("a", "a", 8080),
        ];

        Assert.That(
            DiscoveredEntries.From(ForwardModes.Services, All, services, []).Entries.Select(e => $"{e.Namespace} {e.Resource.Name} {e.Port}"),
            Is.EqualTo(new[] { "a a 8080", "a a-b 8080", "a b 443", "a b 9000", "a b 10000", "b a 8080" }));

        static Service In(string ns, string name, params int[] ports) => Cluster.Web([.. ports.Select(p => Cluster.ServicePort(p))]) with
        {
            Metadata = new ObjectMetadata { Namespace = ns, Name = name },
        };
    }

    [Test]
    public void A_port_that_two_containers_declare_is_one()
    {
        var pod = Cluster.Ready("a");
        pod = pod with { Spec = pod.Spec with { Containers = [Cluster.Container(Cluster.Port("one", 8080)), Cluster.Container(Cluster.Port("two", 8080))] } };

        Assert.That(DiscoveredEntries.From(ForwardModes.Pods, All, [], [pod]).Entries.Select(e => e.PortName), Is.EqualTo(new[] { "one" }));
    }

    [TestCase("devloop.dev/run-id", null, true)]
    [TestCase("skaffold.dev/run-id", null, true)]
    [TestCase("skaffold.dev/run", null, false)]
    [TestCase("app", null, false)]
    [TestCase("app", "app", true)]
    [TestCase("app", "app=x", true)]
    [TestCase("app", "app!=x", false)]
    [TestCase("skaffold.dev/run-id", "app=x", false)]
    public void Of_this_run_is_what_has_a_run_id_or_else_what_the_selector_picks(string label, string? selector, bool expected)
    {
        var run = selector is null ? RunSelector.RunId : RunSelector.Parse(selector);
        var service = Cluster.Web(Cluster.ServicePort(80));
        service = service with { Metadata = service.Metadata with { Labels = new Dictionary<string, string> { [label] = "x" } } };
        var pod = Cluster.Ready("a");
        pod = pod with { Metadata = pod.Metadata with { Labels = service.Metadata.Labels } };

        var found = DiscoveredEntries.From(ForwardModes.Services | ForwardModes.Pods, run, [service, Cluster.Web()], [pod, Cluster.Terminating(pod)]);

        Assert.That(found.Entries, Has.Count.EqualTo(expected ? 2 : 0));
    }

    [Test]
    public void A_selector_that_is_none_is_told_with_the_option() => Assert.That(
        () => RunSelector.Parse("app in web"),
        Throws.TypeOf<ForwardArgumentException>().With.Message.EqualTo(
            "'app in web' is not a label selector: found 'w' at character 8, expected: '('. Give -l terms such as app=web, tier in (a,b) or !old, divided by commas."));
}
