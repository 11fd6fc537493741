using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Targets;
using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class TargetWatchTests
{
    private const string Services = "default/services";
    private const string Pods = "default/pods";

    private static readonly PortForwardEntry Entry = Cluster.Entry("service/web", "80");

    private readonly ScriptedCluster _api = new();
    private readonly Channel<TargetState> _states = Channel.CreateUnbounded<TargetState>();

    [TearDown]
    public async Task Stop() => await _api.DisposeAsync();

    [Test]
    public async Task A_selector_that_changes_is_followed()
    {
        _api.Put(Services, Service("web"));
        _api.Put(Pods, SupervisorScene.Pod("a"), SupervisorScene.Pod("b", app: "api"));
        await using var watch = Watch();
        await UntilAsync("a");
        _api.Happens(Services, "MODIFIED", Service("api"));
        await UntilAsync("b");
        Assert.That(
            _api.Requests.Where(r => ScriptedCluster.PlaceOf(r) == Pods).Select(r => r.Query("labelSelector")).Distinct(),
            Is.EqualTo(["app=web", "app=api"]));
    }

    [Test]
    public async Task A_resource_that_is_deleted_and_made_anew_is_followed_again()
    {
        _api.Put(Services, Service("web"));
        _api.Put(Pods, SupervisorScene.Pod("a"), SupervisorScene.Pod("b", app: "api"));
        await using var watch = Watch();
        await UntilAsync("a");
        _api.Happens(Services, "DELETED", Service("web"));
        await UntilAsync("there is no such service");
        await _api.UnwatchedAsync(Pods);
        _api.Happens(Services, "ADDED", Service("api"));
        await UntilAsync("b");
    }

    [Test]
    public async Task A_callback_that_throws_ends_the_watch_and_all_that_it_follows()
    {
        _api.Put(Services, Service("web"));
        var watch = new TargetWatch(_api.Followed, Entry.Resource, Entry.Namespace, _ => throw new InvalidOperationException("oops"));
        Assert.That(async () => await watch.Completion.Within("end of the watch"), Throws.InvalidOperationException);
        await _api.UnwatchedAsync(Services);
        await _api.UnwatchedAsync(Pods);
        Assert.That(async () => await watch.DisposeAsync(), Throws.InvalidOperationException);
    }

    private TargetWatch Watch() => new(
        _api.Followed, Entry.Resource, Entry.Namespace, snapshot => _states.Writer.TryWrite(TargetChoice.For(Entry, snapshot, current: null)));

    /// <summary>Waits for the state with this pod, or with this reason for none.</summary>
    private async Task UntilAsync(string wanted)
    {
        TargetState state;
        do
        {
            state = await _states.Reader.ReadAsync().AsTask().Within(wanted);
        }
        while ((state.Target?.Pod ?? state.WaitingFor) != wanted);
    }

    private static string Service(string app) =>
        $$$"""{"metadata":{"name":"web","namespace":"default","uid":"uid-{{{app}}}"},"spec":{"selector":{"app":"{{{app}}}"},"ports":[{"port":80,"targetPort":"http"}]}}""";
}
