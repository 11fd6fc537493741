using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>The configuration while it runs.</summary>
internal sealed class ReloadTests : DevTest
{
    private const string Echo = "{resourceType: service, resourceName: web, port: echo}";
    private const string Http = "{resourceType: service, resourceName: web, port: http}";

    [SetUp]
    public Task Deploy() => ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web"));

    [Test]
    public async Task A_good_change_is_picked_up_and_what_did_not_change_keeps_its_connections()
    {
        Project.WriteItems(Echo, "{resourceType: pod, resourceName: web-1, port: 8080}");
        var run = Start("dev");
        var echo = await run.LocalPortAsync("service/web", "echo");
        var gone = await run.LocalPortAsync("pod/web-1", 8080);
        using var connection = await LocalClient.ConnectAsync(echo);
        await connection.WriteAsync("before"u8.ToArray());
        await connection.ReadAsync(6);

        Project.WriteItems(Http, Echo);
        Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync("service/web", "http")), Does.Contain("web-1"));
        await run.WaitForAsync($"pod/web-1 in namespace default, port 8080, is not forwarded any more: 127.0.0.1:{gone} is free.");
        await run.WaitForAsync("The configuration has changed: it asks for 2 forwards.");
        await connection.WriteAsync("after"u8.ToArray());
        await connection.ReadAsync(5);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.EchoAsync(echo, "new"u8.ToArray()), Is.EqualTo("new"u8.ToArray()));
            Assert.That(run.OutLines.Count(l => l.Contains("remote port echo", StringComparison.Ordinal)), Is.EqualTo(1));
        });
    }

    [TestCase("{resourceType: service, resourceName: web, port: 70000}", ":4:52: error: The port '70000' is not a number from 1 to 65535.")]
    [TestCase("{resourceType: service, resourceName: web, port: 80, address: 203.0.113.7}", ":4:65: error: This machine has no address 203.0.113.7 to listen on: give one that it has, or localhost.")]
    [TestCase("{resourceType: [", ":5:1: error: This is not valid YAML")]
    public async Task A_file_that_turns_bad_leaves_the_last_good_state_in_force_says_where_and_can_be_corrected(string bad, string place)
    {
        Project.WriteItems(Echo);
        var run = Start("dev");
        var echo = await run.LocalPortAsync("service/web", "echo");
        using var connection = await LocalClient.ConnectAsync(echo);
        await connection.WriteAsync("x"u8.ToArray());
        await connection.ReadAsync(1);

        Project.WriteItems(bad);
        await run.WaitForAsync($"{Project.Configuration}{place}");
        await run.WaitForAsync("The configuration has errors: what it said before stays in force until they are corrected.");
        await connection.WriteAsync("x"u8.ToArray());
        await connection.ReadAsync(1);
        Assert.That(await LocalClient.EchoAsync(echo, "still"u8.ToArray()), Is.EqualTo("still"u8.ToArray()));

        Project.WriteItems(Echo, Http);
        Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync("service/web", "http")), Does.Contain("web-1"));
        await connection.WriteAsync("x"u8.ToArray());
        await connection.ReadAsync(1);
    }

    [Test]
    public async Task A_correction_back_to_what_it_said_before_is_said_and_touches_nothing()
    {
        Project.WriteItems(Echo);
        var run = Start("dev");
        await run.LocalPortAsync("service/web", "echo");
        Project.WriteItems("{}");
        await run.WaitForAsync("The configuration has errors");
        Project.WriteItems(Echo);
        await run.WaitForAsync("The configuration has no errors any more");
        Assert.That(run.OutLines, Has.Count.EqualTo(1));
    }
}
