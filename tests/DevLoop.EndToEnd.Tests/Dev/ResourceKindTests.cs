using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class ResourceKindTests : DevTest
{
    private static readonly string[] Kinds =
        ["pod", "service", "deployment", "replicaset", "statefulset", "replicationcontroller", "daemonset", "job", "cronjob"];

    [SetUp]
    public async Task Deploy()
    {
        await ApplyAsync(
            Manifests.Pod("a-pod", app: "single"),
            Manifests.Service("a-service", app: "single"),
            Manifests.Workload("Deployment", "a-deployment", "replicas: 2"),
            Manifests.Workload("ReplicaSet", "a-replicaset"),
            Manifests.Workload("StatefulSet", "a-statefulset", "serviceName: none"),
            Manifests.Workload("ReplicationController", "a-replicationcontroller"),
            Manifests.Workload("DaemonSet", "a-daemonset"),
            Manifests.Job("a-job"),
            Manifests.CronJob("a-cronjob"));

        // As 'kubectl create job --from' does, and as the schedule would later.
        var cronJob = await Api.GetAsync<CronJob>("default", "a-cronjob", CancellationToken.None);
        await ApplyAsync(Manifests.Job(
            "a-cronjob-1", $"ownerReferences: [{{apiVersion: batch/v1, kind: CronJob, name: a-cronjob, uid: {cronJob.Metadata.Uid}, controller: true}}]"));
    }

    [Test]
    public async Task Dev_forwards_every_kind_that_a_file_names_by_number_and_by_name_of_the_port()
    {
        Project.WriteItems(Kinds.SelectMany(kind => new[]
        {
            $"{{resourceType: {kind}, resourceName: a-{kind}, port: http}}",
            $"{{resourceType: {kind.ToUpperInvariant()}, resourceName: a-{kind}, port: 7000}}",
        }));
        var run = Start("dev");
        foreach (var kind in Kinds)
        {
            var answer = await LocalClient.GetAsync(await run.LocalPortAsync($"{kind}/a-{kind}", "http"));
            var echo = await run.LocalPortAsync($"{kind}/a-{kind}", 7000);
            Assert.Multiple(() =>
            {
                Assert.That(answer, Does.Contain(kind == "service" ? "a-pod" : $"a-{kind}"), kind);
                Assert.That(async () => await LocalClient.EchoAsync(echo, "hello"u8.ToArray()), Is.EqualTo("hello"u8.ToArray()), kind);
            });
        }

        Assert.That(run.OutLines, Has.Count.EqualTo(2 * Kinds.Length));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task Port_forward_takes_every_kind_by_number_and_by_name_of_the_port(string kind)
    {
        var run = Start("port-forward", $"{kind}/a-{kind}", ":http", ":7000", "--address", "127.0.0.1");
        var (http, echo) = (await run.ForwardingFromAsync(8080), await run.ForwardingFromAsync(7000));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(http), Does.Contain(kind == "service" ? "a-pod" : $"a-{kind}"));
            Assert.That(async () => await LocalClient.EchoAsync(echo, "hello"u8.ToArray()), Is.EqualTo("hello"u8.ToArray()));
        });
    }
}
