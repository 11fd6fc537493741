using System.Text.Json;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Tests.Resources;

internal sealed class CapturedResourcesTests
{
    [Test]
    public void Every_pod_of_a_real_list_is_read()
    {
        var pods = Read<Pod>("list-pods.json");

        var web = pods.Items.Single(p => p.Metadata.Name == "web-96c4d68c5-h9zp9");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pods.Metadata.ResourceVersion, Is.EqualTo("544"));
            Assert.That(pods.Items.Select(p => p.Metadata.Name), Is.EqualTo(new[]
            {
                "agent-9c7cc", "db-0", "db-1", "legacy-hcd97", "migrate-ldvfc", "tick-29921551-54cgq", "web-96c4d68c5-bljsg", "web-96c4d68c5-h9zp9",
            }));
            Assert.That(pods.Items, Has.All.Matches<Pod>(p => p?.Metadata is { Namespace: "default", Uid.Length: 36, CreationTimestamp: not null, IsBeingDeleted: false }));
            Assert.That(pods.Items.Select(p => p.IsReady), Has.All.True);
            Assert.That(web.Metadata.Labels["app"], Is.EqualTo("web"));
            Assert.That(web.Metadata.OwnerReferences.Single(), Is.EqualTo(new OwnerReference
            {
                ApiVersion = "apps/v1",
                Kind = "ReplicaSet",
                Name = "web-96c4d68c5",
                Uid = web.Metadata.OwnerReferences[0].Uid,
                Controller = true,
            }));
            Assert.That(web.Spec.NodeName, Is.EqualTo("node1"));
            Assert.That(web.Spec.Containers.Single().Ports, Does.Contain(new ContainerPort { Name = "http", Port = 8080 }));
            Assert.That(web.Status.Phase, Is.EqualTo("Running"));
            Assert.That(web.Status.PodIP, Does.StartWith("10.88.0."));
            Assert.That(web.Status.ContainerStatuses.Single(), Has.Property("Ready").True.And.Property("RestartCount").Zero);
            Assert.That(web.Status.ContainerStatuses[0].State.Running?.StartedAt, Is.Not.Null);
        }
    }

    [Test]
    public void A_pod_that_ends_tells_when_it_must_be_gone_and_how_its_container_ended()
    {
        var last = Fixture.Text("watch-pods-rollout.jsonl").Split('\n').Last(l => l.Contains("DELETED", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(last);
        var pod = json.RootElement.GetProperty("object").Deserialize(Pod.Kind.Json)!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pod.Metadata.IsBeingDeleted, Is.True);
            Assert.That(pod.IsReady, Is.False);
            Assert.That(pod.Status.Phase, Is.EqualTo("Succeeded"));
            Assert.That(pod.Status.ContainerStatuses.Single().State.Terminated, Has.Property("ExitCode").Zero.And.Property("Reason").EqualTo("Completed"));
        }
    }

    [Test]
    public void Every_service_of_a_real_list_is_read()
    {
        var services = Read<Service>("list-services.json").Items.ToDictionary(s => s.Metadata.Name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(services.Keys, Is.EquivalentTo(new[] { "db", "external", "kubernetes", "manual", "web" }));
            Assert.That(services["db"].Spec.IsHeadless, Is.True);
            Assert.That(services["external"].Spec, Has.Property("Type").EqualTo("ExternalName").And.Property("ExternalName").EqualTo("example.com"));
            Assert.That(services["external"].Spec.Ports, Is.Empty);
            Assert.That(services["manual"].Spec.Selector, Is.Empty);
            Assert.That(services["manual"].Spec.Ports.Single().TargetPort, Is.EqualTo(new IntOrString(8080)));
            Assert.That(services["web"].Spec.Ports[0], Is.EqualTo(new ServicePort { Name = "http", Port = 80, TargetPort = new IntOrString("http") }));
            Assert.That(services["web"].Spec.Selector["app"], Is.EqualTo("web"));
        }
    }

    [Test]
    public void Every_endpoint_slice_of_a_real_list_is_read()
    {
        var db = Read<EndpointSlice>("list-endpointslices.json").Items.Single(s => s.Metadata.Labels[EndpointSlice.ServiceNameLabel] == "db");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(db.Ports.Single(), Is.EqualTo(new EndpointPort { Name = "http", Port = 8080 }));
            Assert.That(db.Endpoints.Select(e => e.TargetRef?.Name), Is.EqualTo(new[] { "db-0", "db-1" }));
            Assert.That(db.Endpoints[0].Addresses, Is.EqualTo(new[] { "10.88.0.31" }));
            Assert.That(db.Endpoints[0].Conditions, Is.EqualTo(new EndpointConditions { Ready = true, Serving = true, Terminating = false }));
        }
    }

    [Test]
    public void Every_workload_of_the_real_lists_is_read()
    {
        var deployment = Read<Deployment>("list-deployments.json").Items.Single();
        var replicaSets = Read<ReplicaSet>("list-replicasets.json").Items;
        var statefulSet = Read<StatefulSet>("list-statefulsets.json").Items.Single();
        var daemonSet = Read<DaemonSet>("list-daemonsets.json").Items.Single();
        var controller = Read<ReplicationController>("list-replicationcontrollers.json").Items.Single();
        var jobs = Read<Job>("list-jobs.json").Items;
        var cronJob = Read<CronJob>("list-cronjobs.json").Items.Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Summary(deployment), Is.EqualTo("web 2 app=web"));
            Assert.That(deployment.Status.Condition("Available"), Has.Property("IsTrue").True);
            Assert.That(replicaSets.Select(Summary), Is.EqualTo(new[]
            {
                "web-8544d54d78 0 app=web,pod-template-hash=8544d54d78", "web-96c4d68c5 2 app=web,pod-template-hash=96c4d68c5",
            }));
            Assert.That(replicaSets.Select(r => r.Metadata.OwnerReferences.Single().Uid), Has.All.EqualTo(deployment.Metadata.Uid));
            Assert.That(Summary(statefulSet), Is.EqualTo("db 2 app=db"));
            Assert.That(Summary(daemonSet), Is.EqualTo("agent  app=agent"));
            Assert.That(Summary(controller), Is.EqualTo("legacy 1 app=legacy"));
            Assert.That(jobs.Select(Summary), Is.EqualTo(new[]
            {
                $"migrate  batch.kubernetes.io/controller-uid={jobs[0].Metadata.Uid}", $"tick-29921551  batch.kubernetes.io/controller-uid={jobs[1].Metadata.Uid}",
            }));
            Assert.That(Summary(cronJob), Is.EqualTo("tick  "));
            Assert.That(cronJob.Spec, Has.Property("Schedule").EqualTo("* * * * *").And.Property("Suspend").False);
        }
    }

    [TestCase("""{"matchLabels":{"b":"2","a":"1"}}""", "a=1,b=2")]
    [TestCase("""{"b":"2","a":"1"}""", "a=1,b=2")]
    [TestCase("""{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"t","operator":"In","values":["x","y"]},{"key":"e","operator":"Exists"}]}""", "a=1,t in (x,y),e")]
    [TestCase("""{"matchExpressions":[{"key":"t","operator":"NotIn","values":["x"]},{"key":"e","operator":"DoesNotExist"}]}""", "t notin (x),!e")]
    [TestCase("{}", "")]
    [TestCase("""{"matchLabels":null,"matchExpressions":null}""", "")]
    public void A_selector_of_either_form_becomes_the_one_that_requests_take(string selector, string expected) => Assert.That(
        JsonSerializer.Deserialize("""{"spec":{"selector":""" + selector + "}}", Deployment.Kind.Json)!.Spec.Selector.ToString(),
        Is.EqualTo(expected));

    [TestCase("""{"metadata":null,"spec":null,"status":null}""")]
    [TestCase("""{"metadata":{"name":null,"labels":null,"ownerReferences":[null]},"spec":{"containers":[null],"initContainers":null},"status":{"conditions":[null],"phase":null}}""")]
    [TestCase("{}")]
    public void Nulls_become_the_empty_values_that_the_records_promise(string json)
    {
        var pod = JsonSerializer.Deserialize(json, Pod.Kind.Json)!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pod.Metadata.Name, Is.Empty);
            Assert.That(pod.Metadata.Labels, Is.Empty);
            Assert.That(pod.Metadata.OwnerReferences, Is.Empty);
            Assert.That(pod.Spec.Containers, Is.Empty);
            Assert.That(pod.Status.Phase, Is.EqualTo("Unknown"));
            Assert.That(pod.IsReady, Is.False);
        }
    }

    private static string Summary(IWorkload workload) => $"{workload.Metadata.Name} {workload.Spec.Replicas} {workload.Spec.Selector}";

    private static ResourceList<T> Read<T>(string fixture)
        where T : class, IResource<T> => JsonSerializer.Deserialize(Fixture.Text(fixture), T.Kind.ListJson)!;
}
