namespace DevLoop.EndToEnd.Tests.Kubectl;

internal sealed class FaultTests : KubectlTest
{
    [Test]
    public async Task What_is_forbidden_is_said_as_by_a_real_cluster()
    {
        using (Cluster.Faults.Forbid("list", "deployments", "default"))
        {
            Assert.That(await RefusedAsync("get deployments"), Is.EqualTo(
                "Error from server (Forbidden): deployments.apps is forbidden: User \"devloop-sandbox\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"default\""));
        }

        Assert.That(await RefusedAsync("get deployment nope"), Does.Contain("NotFound"));
    }

    [Test]
    public async Task The_same_kubeconfig_works_after_the_API_server_was_down()
    {
        await Cluster.ApplyManifestsAsync(Service);
        await Cluster.StopApiServerAsync();
        Assert.That(await RefusedAsync("get services"), Does.Contain("refused"));
        await Cluster.StartApiServerAsync(CancellationToken.None);

        Assert.That(await KubectlAsync("get services -o name"), Is.EqualTo("service/web"));
    }

    [Test]
    public async Task An_old_token_is_refused()
    {
        Cluster.RotateToken();
        Assert.That(await RefusedAsync("get pods"), Does.Contain("You must be logged in to the server"));

        using var renewed = new Testing.Kubectl(Cluster.Kubeconfig);
        Assert.That((await renewed.RunAsync("get", "pods")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task An_evicted_pod_is_shown_as_such()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        await KubectlAsync("wait --for=condition=Ready pod/web --timeout=30s");
        Cluster.EvictPod("default", "web");
        await KubectlAsync("wait --for=jsonpath={.status.phase}=Failed pod/web --timeout=30s");

        Assert.That((await TableAsync("get pod web"))[1][2], Is.AnyOf("Evicted", "Completed", "Error"));
        Assert.That(await KubectlAsync("get pod web -o jsonpath={.status.reason}"), Is.EqualTo("Evicted"));
    }

    [Test]
    public async Task Draining_the_node_evicts_its_pods()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        await KubectlAsync("wait --for=condition=Ready pod/web --timeout=30s");
        await KubectlAsync("drain sandbox --force --timeout=30s");

        Assert.That(await KubectlAsync("get pods -o name"), Is.Empty);
    }
}
