using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class CrashTests : PodLossTest
{
    /// <summary>A container that has crashed twice is left alone for 10 s.</summary>
    protected override SandboxOptions Options { get; } = new() { Clock = new HastyClock(5) };

    [Test]
    public async Task A_pod_that_crashes_is_waited_for_with_its_exit_code_and_used_again_once_it_is_well()
    {
        await StartForwardsAsync();
        await PostAsync(StatefulPod, "/crash?code=3");
        await PodBecomesAsync("db-0", p => p is { IsReady: true } && p.Status.ContainerStatuses[0].RestartCount == 1);
        await PostAsync(StatefulPod, "/crash?code=4");
        const string Why = @"crashes \(container app, 1 restart, last exit code 4 \(Error\)\)";
        await WaitsAsync(StatefulPod, $"it {Why}");
        await WaitsAsync(StatefulSet, $"no pod is ready: pod db-0 {Why}");
        var held = Task.WhenAll(AnswerAsync(StatefulPod), AnswerAsync(StatefulSet));
        Assert.That(await held, Has.All.EqualTo("db-0 v1"));
        await Run.WaitForAsync($"{StatefulPod} in namespace default goes to pod db-0 now.");
        await Run.WaitForAsync($"{StatefulSet} in namespace default goes to pod db-0 now.");
    }

    [Test]
    public async Task No_request_fails_while_a_pod_that_crashes_is_down()
    {
        await StartForwardsAsync();
        await PostAsync(StatefulSet, "/crash?code=3");
        await PodBecomesAsync("db-0", p => p is { IsReady: true } && p.Status.ContainerStatuses[0].RestartCount == 1);
        await WarmUpAsync(StatefulSet);
        await using var gap = new ReadyGap(Api, "db");

        // A request that the program has seen before it crashes is lost with it, whoever forwards it: none is under way then.
        await PostAsync(StatefulSet, "/crash?code=4");
        await PodBecomesAsync("db-0", p => p.Status.ContainerStatuses[0].State.Running is null);
        await using var load = LoadOn(StatefulSet);
        await PodBecomesAsync("db-0", p => p is { IsReady: true } && p.Status.ContainerStatuses[0].RestartCount == 2);
        Assert.That(await EndLoadAsync(load, gap, Run), Is.EqualTo("db-0 v1"));
    }
}
