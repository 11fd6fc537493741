using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class PodLossTests : PodLossTest
{
    [TestCase]
    [TestCase("--via-node")]
    public async Task A_pod_that_is_deleted_is_replaced_by_the_next_one(params string[] options)
    {
        await StartForwardsAsync(options);
        var before = await PodAsync(Deployment);
        Assert.That(await PodAsync(Service), Is.EqualTo(before));
        await Task.WhenAll(DeleteAsync<Pod>(before), DeleteAsync<Pod>("db-0"), DeleteAsync<Pod>("lone"));
        await WaitsAsync(Lone, "there is no such pod");
        var held = AnswerAsync(Lone);
        await ApplyAsync(Manifests.Pod("lone", app: "lone", container: Container("v2")));
        Assert.That(await held, Is.EqualTo("lone v2"));
        await AssertMovedAsync(Lone, "lone");

        await Task.WhenAll(WaitsAsync(Deployment, ""), WaitsAsync(Service, ""), WaitsAsync(StatefulSet, ""), WaitsAsync(StatefulPod, ""));
        var after = await PodAsync(Deployment);
        Assert.Multiple(() =>
        {
            Assert.That(after, Is.Not.EqualTo(before));
            Assert.That(async () => await PodAsync(Service), Is.EqualTo(after));
            Assert.That(async () => await PodAsync(StatefulSet), Is.EqualTo("db-0"));
            Assert.That(async () => await PodAsync(StatefulPod), Is.EqualTo("db-0"));
        });
        await AssertMovedAsync(Deployment, after);
        await AssertMovedAsync(Service, after);
        await AssertMovedAsync(StatefulSet, "db-0");
        await AssertMovedAsync(StatefulPod, "db-0");
    }

    [Test]
    public async Task A_pod_that_is_evicted_stays_in_the_list_and_is_passed_over()
    {
        await StartForwardsAsync();
        var before = await PodAsync(Deployment);
        Cluster.EvictPod("default", before);
        Cluster.EvictPod("default", "db-0");
        Cluster.EvictPod("default", "lone");
        await WaitsAsync(Lone, @"it has failed \(Evicted: The node was low on resource: memory\.");
        await WaitsAsync(Deployment, "");
        await WaitsAsync(StatefulSet, "");
        var after = await PodAsync(Deployment);
        Assert.Multiple(() =>
        {
            Assert.That(after, Is.Not.EqualTo(before));
            Assert.That(async () => await PodAsync(Service), Is.EqualTo(after));
            Assert.That(async () => await PodAsync(StatefulSet), Is.EqualTo("db-0"));
            Assert.That(async () => (await Api.GetAsync<Pod>("default", before, CancellationToken.None)).Status.Phase, Is.EqualTo("Failed"));
        });
        await AssertMovedAsync(Deployment, after);
        await AssertMovedAsync(Service, after);
        await AssertMovedAsync(StatefulSet, "db-0");
    }

    [Test]
    public async Task A_rolling_update_moves_new_connections_to_the_new_generation_for_good()
    {
        await StartForwardsAsync();
        await ApplyAsync(Web("v2"), Db("v2"));
        await Task.WhenAll(RolledAsync(Deployment), RolledAsync(Service), RolledAsync(StatefulSet)).Within($"new generation through\n{Run}");
    }

    [Test]
    public async Task A_deployment_that_recreates_its_pods_holds_connections_in_between()
    {
        await DeleteAsync<Deployment>("web");
        await ApplyAsync(Web(spec: "strategy: {type: Recreate}"));
        await StartForwardsAsync();
        await ApplyAsync(Web("v2", "strategy: {type: Recreate}"));
        await WaitsAsync(Deployment, "");
        await WaitsAsync(Service, "");
        var answers = await Task.WhenAll(AnswerAsync(Deployment), AnswerAsync(Service));
        Assert.That(answers, Has.All.EndsWith(" v2"));
        await AssertMovedAsync(Deployment, answers[0].Split(' ')[0]);
        await AssertMovedAsync(Service, answers[0].Split(' ')[0]);
    }

    [Test]
    public async Task Scaled_to_nothing_it_says_so_and_scaled_up_again_it_goes_on()
    {
        await StartForwardsAsync();
        await ApplyAsync(Web(spec: "replicas: 0"), Db(spec: ", replicas: 0"));
        await WaitsAsync(Deployment, @"it has 0 replicas\.$");
        await WaitsAsync(StatefulSet, @"it has 0 replicas\.$");
        await WaitsAsync(Service, @"it has no pod \(its selector is app=web\)\.$");
        await WaitsAsync(StatefulPod, @"there is no such pod\.$");
        var held = Task.WhenAll(AnswerAsync(Deployment), AnswerAsync(Service), AnswerAsync(StatefulSet), AnswerAsync(StatefulPod));
        await ApplyAsync(Web("v2", "replicas: 1"), Db("v2", ", replicas: 1"));
        var answers = await held;
        Assert.That(answers, Has.All.EndsWith(" v2"));
        await AssertMovedAsync(Deployment, answers[0].Split(' ')[0]);
        await AssertMovedAsync(Service, answers[1].Split(' ')[0]);
        await AssertMovedAsync(StatefulSet, "db-0");
        await AssertMovedAsync(StatefulPod, "db-0");
    }

    [Test]
    public async Task While_its_pod_is_not_ready_a_workload_waits_and_a_pod_by_its_name_does_not()
    {
        await StartForwardsAsync();
        await PostAsync(StatefulPod, "/ready?value=false");
        await WaitsAsync(StatefulSet, @"no pod is ready: pod db-0 is not ready \(ContainersNotReady");
        var held = AnswerAsync(StatefulSet);
        await PostAsync(StatefulPod, "/ready?value=true");
        Assert.That(await held, Is.EqualTo("db-0 v1"));
        await AssertMovedAsync(StatefulSet, "db-0");
        Assert.That(NewsOf(StatefulPod), Is.Empty);
    }

    /// <summary>Connects until the second version answers; from then on the first one must not.</summary>
    private async Task RolledAsync(string resource)
    {
        string? answer;
        do
        {
            answer = await TryAnswerAsync(resource);
            Assert.That(answer, Is.Null.Or.EndsWith(" v1").Or.EndsWith(" v2"));
        }
        while (answer?.EndsWith(" v2", StringComparison.Ordinal) != true);
        await AssertMovedAsync(resource, answer.Split(' ')[0]);
        Assert.That(await AnswerAsync(resource), Is.EqualTo(answer));
    }
}
