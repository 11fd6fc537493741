using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class PermissionTests : DevTest
{
    [SetUp]
    public Task Deploy() => ApplyAsync(Manifests.Pod("lone", app: "web"), Manifests.Service("web"));

    [Test]
    public async Task Who_may_not_watch_is_told_once_and_sees_changes_by_asking_again()
    {
        using var watch = Cluster.Faults.Forbid("watch", "pods");
        Project.WriteItems("{resourceType: service, resourceName: web, port: http}", "{resourceType: service, resourceName: web, port: echo}");
        var run = Start("dev");
        var http = await run.LocalPortAsync("service/web", "http");
        await run.LocalPortAsync("service/web", "echo");
        Assert.That(await LocalClient.GetAsync(http), Does.Contain("lone"));
        await DeleteAsync<Pod>("lone");
        await ApplyAsync(Manifests.Pod("next"));
        await run.WaitForAsync("service/web in namespace default goes to pod next now.");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(http), Does.Contain("next"));
            Assert.That(
                run.ErrorLines.Where(l => l.Contains("you may not", StringComparison.Ordinal)),
                Is.EqualTo(["warning: you may not watch pods in namespace 'default': what changes there is seen some seconds late, if at all."]));
        });
    }

    [Test]
    public async Task A_pod_by_its_name_works_without_list_and_what_needs_it_says_so_once()
    {
        using var list = Cluster.Faults.Forbid("list", "pods");
        using var watch = Cluster.Faults.Forbid("watch", "pods");
        Project.WriteItems("{resourceType: pod, resourceName: lone, port: http}", "{resourceType: service, resourceName: web, port: http}");
        var run = Start("dev");
        var port = await run.LocalPortAsync("pod/lone", "http");
        await run.WaitForMatchAsync("^service/web in namespace default waits: .*may not list pods");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(port), Does.Contain("lone"));
            Assert.That(run.ErrorLines.Count(l => l.StartsWith("warning: you may not list pods in namespace 'default'", StringComparison.Ordinal)), Is.EqualTo(1), $"{run}");
            Assert.That(run.ErrorLines.Count(l => l.StartsWith("service/web in namespace default waits", StringComparison.Ordinal)), Is.EqualTo(1), $"{run}");
        });
    }
}
