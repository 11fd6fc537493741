using DevLoop.EndToEnd.Tests.Dev;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The contract on pods of a real containerd, which refuses in its own words and lets go of a pod in its own time.</summary>
[Category(RealPeer.Category)]
[TestFixture(Wire.Spdy)]
[TestFixture(Wire.V4Channel)]
internal sealed class ContainerdRollingLoadTests(Wire wire) : RollingLoadContract
{
    private ContainerdNode? _node;
    private ApiServerFront? _front;

    protected override string PodSpec => $"nodeName: {ContainerdNode.Name}";

    /// <summary>By default the program asks for the tunnel first, which containerd refuses, and then has SPDY.</summary>
    protected override string[] ProgramOptions => wire == Wire.V4Channel ? ["--transport", "v4.channel"] : [];

    [SetUp]
    public void StartNode()
    {
        _node = new ContainerdNode(Api);
        _front = new ApiServerFront(Cluster, _node);
        File.WriteAllText(Project.Kubeconfig, _front.Kubeconfig);
    }

    [TearDown]
    public async Task StopNode()
    {
        // The program ends before its cluster does.
        await (Run?.StopAsync() ?? Task.CompletedTask);
        await _front!.DisposeAsync();
        await _node!.DisposeAsync();
    }

    [Test]
    public Task No_request_fails_while_a_container_that_crashed_is_down() =>
        AssertHealsAsync(pod => SharedContainerd.Host.KillAsync(pod));

    [Test]
    public Task No_request_fails_while_a_pod_whose_sandbox_was_removed_is_down() =>
        AssertHealsAsync(pod => SharedContainerd.Host.RemoveAsync(pod));

    /// <summary>Does something to the pod whereupon its node starts it anew.</summary>
    private async Task AssertHealsAsync(Func<DemoPod, Task> harm)
    {
        var port = await ForwardAsync(Web());
        var name = (await Api.ListAsync<Pod>("default", new ResourceSelector { Label = "app=web" }, CancellationToken.None)).Items[0].Metadata.Name;
        await using var gap = new ReadyGap(Api, "web");

        // A request that the program has seen before it crashes is lost with it, whoever forwards it: none is under way then.
        await harm(_node!.Find(name)!);
        await using var load = new SteadyLoad(port);
        await PodBecomesAsync(name, p => p is { IsReady: true } && p.Status.ContainerStatuses[0].RestartCount == 1);
        Assert.That(await EndLoadAsync(load, gap, Run!), Is.EqualTo($"{name} v1"));
    }
}
