using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Forwarding.Discovery;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Hosting;
using DevLoop.Forwarding.Tests.Configuration.Files;
using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Hosting;

internal sealed class EntryFeedTests
{
    private const string Services = "default/services";

    private readonly SupervisorScene _scene = new();
    private readonly FakeClock _filesClock = new();
    private readonly RecordingNotices _notices = new();
    private readonly MemoryFiles _files = new();
    private EntryFeed? _feed;

    [TearDown]
    public async Task Stop()
    {
        if (_feed is not null)
        {
            await _feed.StopAsync(CancellationToken.None).Within("end of the feed");
            _feed.Dispose();
        }

        await _scene.DisposeAsync();
    }

    [Test]
    public async Task What_the_files_say_and_what_the_cluster_shows_is_wanted_together_each_once()
    {
        _scene.Api.Put(Services, Service("web", 18080), Service("db", 15432));
        await StartAsync("{resourceType: service, resourceName: web, port: 18080, localPort: 18081}");
        var web = await _scene.Events.WaitForAsync<ForwardEvent.Bound>("service/web");
        var db = await _scene.Events.WaitForAsync<ForwardEvent.Bound>("service/db");
        Assert.That((web.Entry.Origin, db.Entry.Origin), Is.EqualTo((EntryOrigin.User, EntryOrigin.Services)));

        _scene.Api.Happens(Services, "DELETED", Service("db", 15432));
        await _scene.Events.WaitForAsync<ForwardEvent.Released>("service/db");
        Assert.That(_scene.Events.Events.OfType<ForwardEvent.Bound>().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_change_of_the_files_is_taken_over_and_said_and_a_bad_one_is_said_alone()
    {
        await StartAsync("{resourceType: pod, resourceName: a, port: 18080}");
        await _scene.Events.WaitForAsync<ForwardEvent.Bound>("pod/a");
        Write("{resourceType: pod, resourceName: b, port: 0}");
        Assert.That(await SaidAsync(), Does.EndWith("error: The port '0' is not a number from 1 to 65535."));
        Assert.That(await SaidAsync(), Is.EqualTo("! The configuration has errors: what it said before stays in force until they are corrected."));
        Assert.That(_scene.Events.Events.OfType<ForwardEvent.Released>(), Is.Empty);

        Write("{resourceType: pod, resourceName: b, port: 18080}", "{resourceType: pod, resourceName: c, port: 18080, address: 0.0.0.0}");
        Assert.That(await SaidAsync(), Is.EqualTo("The configuration has no errors any more: it asks for 2 forwards."));
        await _scene.Events.WaitForAsync<ForwardEvent.Released>("pod/a");
        await _scene.Events.WaitForAsync<ForwardEvent.Bound>("pod/b");
    }

    [Test]
    public async Task A_run_that_finds_nothing_says_where_it_looked_and_what_to_do_and_forwards_what_comes()
    {
        await StartAsync();
        Assert.That(await _notices.NextAsync(), Is.EqualTo(
            "! nothing to forward yet: there is no Service with the label devloop.dev/run-id or skaffold.dev/run-id in namespace default "
            + "and nothing under portForward in the configuration. Deploy it, or choose with -l, -n or -A; what appears later is forwarded."));
        _scene.Api.Put(Services, Service("web", 18080));
        await _scene.Events.WaitForAsync<ForwardEvent.Bound>("service/web");
    }

    [Test]
    public async Task A_run_of_a_configuration_without_entries_says_so()
    {
        await StartAsync(ForwardModes.User);
        Assert.That(await _notices.NextAsync(), Does.StartWith("! nothing to forward: the configuration has nothing under portForward"));
    }

    private Task StartAsync(params string[] items) => StartAsync(ForwardModes.User | ForwardModes.Services, items);

    private async Task StartAsync(ForwardModes modes, params string[] items)
    {
        Write(items);
        var loader = new ConfigurationLoader(_files, new ScriptedAddresses());
        var options = new ForwardingOptions
        {
            Scope = new DiscoveryScope(modes, RunSelector.RunId, ["default"]),
            CurrentNamespace = "default",
            Configuration = loader.Load(Loading.Request),
        };
        _feed = new EntryFeed(options, new ConfigurationWatcher(loader, Loading.Request, _filesClock), _scene.Api.Followed, _scene.Supervisor, _notices);
        await _scene.Supervisor.StartAsync(CancellationToken.None);
        await _feed.StartAsync(CancellationToken.None);
    }

    private void Write(params string[] items) =>
        _files["devloop.yaml"] = $"apiVersion: devloop/v1\nkind: Config\nportForward:\n{string.Concat(items.Select(i => $"- {i}\n"))}";

    /// <summary>The notice that comes next, once the files were looked at again.</summary>
    private async Task<string> SaidAsync()
    {
        var next = _notices.NextAsync();
        while (!next.IsCompleted)
        {
            await Task.WhenAny(next, _filesClock.WaitForTimersAsync(1)).Within("timer of the poll");
            _filesClock.Advance(ConfigurationWatcher.PollInterval);
        }

        return await next;
    }

    private static string Service(string name, int port) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","uid":"uid-{{{name}}}","labels":{"devloop.dev/run-id":"1"}},"spec":{"selector":{"app":"web"},"ports":[{"port":{{{port}}}}]}}""";

    private sealed class RecordingNotices : IForwardNotices
    {
        private readonly Channel<string> _said = Channel.CreateUnbounded<string>();

        public void Inform(string sentence) => _said.Writer.TryWrite(sentence);

        public void Warn(string sentence) => _said.Writer.TryWrite($"! {sentence}");

        public Task<string> NextAsync() => _said.Reader.ReadAsync().AsTask().Within("notice");
    }
}
