using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Kubectl;

internal sealed class ReadTests : KubectlTest
{
    [Test]
    public async Task Get_prints_the_columns_of_pods()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        var table = await TableAsync("get pods -o wide");

        Assert.Multiple(() =>
        {
            Assert.That(string.Join(' ', table[0]), Is.EqualTo("NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES"));
            Assert.That(table[1][0], Is.EqualTo("web"));
            Assert.That(table[1][1], Does.EndWith("/1"));
        });
    }

    [TestCase("get services", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE", "web ClusterIP")]
    [TestCase("get svc -o wide", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE SELECTOR", "web ClusterIP")]
    [TestCase("get namespaces", "NAME STATUS AGE", "default Active")]
    [TestCase("get po,svc --show-labels", "NAME READY STATUS RESTARTS AGE LABELS", "pod/web")]
    [TestCase("get all -A", "NAMESPACE NAME READY STATUS RESTARTS AGE", "default pod/web")]
    [TestCase("get pods -l app=web,app!=db", "NAME READY STATUS RESTARTS AGE", "web")]
    [TestCase("get pods --field-selector metadata.name=web", "NAME READY STATUS RESTARTS AGE", "web")]
    public async Task Get_prints_a_table(string command, string heading, string row)
    {
        await Cluster.ApplyManifestsAsync($"{Pod("web")}\n---\n{Service}");
        var table = await TableAsync(command);

        Assert.That(string.Join(' ', table[0]), Is.EqualTo(heading));
        Assert.That(string.Join(' ', table[1]), Does.StartWith(row));
    }

    [TestCase("get service web -o yaml", "targetPort: http")]
    [TestCase("get service web -o json", "\"targetPort\": \"http\"")]
    [TestCase("get services -o jsonpath={.items[*].spec.ports[0].port}", "80")]
    [TestCase("get services -o name", "service/web")]
    [TestCase("get services --chunk-size=1 -o name", "service/web")]
    [TestCase("describe service web", "TargetPort:")]
    [TestCase("describe pod web", "devloop.dev/demo:1")]
    [TestCase("explain pod.spec.containers", "ports")]
    [TestCase("api-resources", "endpointslices")]
    [TestCase("api-versions", "discovery.k8s.io/v1")]
    [TestCase("version", "v1.36")]
    [TestCase("get events", "")]
    public async Task What_kubectl_shows_has(string command, string expected)
    {
        await Cluster.ApplyManifestsAsync($"{Pod("web")}\n---\n{Service}");

        Assert.That(await KubectlAsync(command), Does.Contain(expected));
    }

    [Test]
    public async Task Watching_prints_changes_as_they_come()
    {
        using var kubectl = Kubectl.Start("get", "services", "-w", "-o", "name");
        try
        {
            await Cluster.ApplyManifestsAsync(Service);
            Assert.That(await kubectl.StandardOutput.ReadLineAsync().Within("line of the watch"), Is.EqualTo("service/web"));

            await KubectlAsync("label service web seen=yes");
            Assert.That(await kubectl.StandardOutput.ReadLineAsync().Within("line of the watch"), Is.EqualTo("service/web"));
        }
        finally
        {
            Testing.Kubectl.Stop(kubectl);
        }
    }

    [Test]
    public async Task Watching_a_table_prints_rows()
    {
        await Cluster.ApplyManifestsAsync(Service);
        using var kubectl = Kubectl.Start("get", "services", "-w");
        try
        {
            Assert.That(await kubectl.StandardOutput.ReadLineAsync().Within("heading"), Does.StartWith("NAME"));
            Assert.That(await kubectl.StandardOutput.ReadLineAsync().Within("row"), Does.StartWith("web"));
            await Cluster.ApplyManifestsAsync(Service.Replace("name: web", "name: later", StringComparison.Ordinal));
            Assert.That(await kubectl.StandardOutput.ReadLineAsync().Within("row of the change"), Does.StartWith("later"));
        }
        finally
        {
            Testing.Kubectl.Stop(kubectl);
        }
    }

    [Test]
    public async Task Waiting_ends_when_the_pod_is_ready_and_its_service_has_it()
    {
        await Cluster.ApplyManifestsAsync($"{Pod("web")}\n---\n{Service}");
        await KubectlAsync("wait --for=condition=Ready pod/web --timeout=30s");
        var address = await KubectlAsync("get pod web -o jsonpath={.status.podIP}");
        var table = await TableAsync("get nodes -o wide");

        Assert.That(string.Join(' ', table[0]), Does.StartWith("NAME STATUS ROLES AGE VERSION INTERNAL-IP"));
        Assert.That(table[1][1], Is.EqualTo("Ready"));
        Assert.That(address, Is.Not.Empty);
        Assert.That(await KubectlAsync("describe service web"), Does.Contain("web"));
    }

    [TestCase("get pod nope", "Error from server (NotFound): pods \"nope\" not found")]
    [TestCase("get ingresses", "the server doesn't have a resource type \"ingresses\"")]
    [TestCase("get pods -l a==b==c", "expected: ',' or the end")]
    public async Task What_is_not_there_is_said_as_by_a_real_cluster(string command, string message) =>
        Assert.That(await RefusedAsync(command), Does.Contain(message));
}
