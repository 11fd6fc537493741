using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>What a newcomer tries first: the demo, and the sample that it runs.</summary>
[Category(DevLoopProcess.Category)]
internal sealed partial class DemoTests
{
    private DevLoopProcess? _program;

    [TearDown]
    public async Task Stop()
    {
        if (_program is not null)
        {
            await TestContext.Out.WriteLineAsync($"{_program}");
            await _program.DisposeAsync();
        }
    }

    [Test]
    public async Task The_demo_shows_what_it_came_to_show_and_leaves_nothing_behind()
    {
        _program = DevLoopProcess.Start(kubeconfig: null, "demo");
        var folder = FolderOption().Match(await _program.WaitForAsync("$ devloop sandbox ")).Groups["folder"].Value;
        await _program.WaitForAsync("Port forwarding deployment/frontend in namespace default, remote port http -> http://127.0.0.1:");
        await _program.WaitForAsync("$ kubectl rollout restart deployment/frontend");
        var requests = RequestsLine().Match(await _program.WaitForAsync(" requests, all of them answered: by "));
        await _program.WaitForAsync("replicaset/cache in namespace default goes to pod cache-");
        await _program.WaitForAsync("The configuration has changed: it asks for 10 forwards.");
        await _program.WaitForAsync("Port forwarding pod/store-1 in namespace default, remote port http -> ");
        await _program.WaitForAsync("Done: everything is closed.");
        var code = await _program.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(_program.ErrorLines, Is.Empty);
            Assert.That(requests.Groups["new"].Value, Is.Not.Empty.And.Not.EqualTo(requests.Groups["old"].Value));
            Assert.That(Directory.Exists(folder), Is.False, folder);
            Assert.That(Directory.EnumerateFileSystemEntries(_program.Folder), Is.Empty);
        });
    }

    [Test]
    public async Task The_demo_can_be_ended_early_and_leaves_nothing_behind_either()
    {
        await Signals.RequireAsync();
        _program = DevLoopProcess.Start(kubeconfig: null, "demo");
        var folder = FolderOption().Match(await _program.WaitForAsync("$ devloop sandbox ")).Groups["folder"].Value;
        await _program.WaitForAsync("Port forwarding deployment/frontend");
        await _program.SignalAsync("INT");
        var code = await _program.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(_program.ErrorLines, Is.Empty);
            Assert.That(Directory.Exists(folder), Is.False, folder);
        });
    }

    [TestCase("", "cronjob daemonset deployment job pod replicaset replicationcontroller service statefulset")]
    [TestCase("page", "deployment")]
    public async Task The_sample_s_configuration_is_valid_and_asks_for_every_type_of_resource(string profile, string types)
    {
        _program = DevLoopProcess.Start(kubeconfig: null, ["config", "print", "-o", "json", "-f", Sample(), .. ProfileOption(profile)]);
        var code = await _program.EndAsync();
        var forwards = JsonNode.Parse(string.Join('\n', _program.OutLines))!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(_program.ErrorLines, Is.Empty);
            Assert.That(string.Join(' ', forwards.Select(f => (string?)f!["resourceType"]).Distinct().Order(StringComparer.Ordinal)), Is.EqualTo(types));
        });
    }

    /// <summary>Whether this machine has the address or not, which some systems lack.</summary>
    [Test]
    public async Task The_sample_s_profile_with_an_address_applies()
    {
        _program = DevLoopProcess.Start(kubeconfig: null, "config", "print", "-f", Sample(), "-p", "apart");
        await _program.EndAsync();
        Assert.That($"{_program}", Does.Contain("127.0.0.2").And.Not.Contain("patch"));
    }

    private static string Sample() => Path.Combine(AppContext.BaseDirectory, "samples", "guestbook", "skaffold.yaml");

    private static string[] ProfileOption(string profile) => profile.Length > 0 ? ["-p", profile] : [];

    [GeneratedRegex(@" --kubeconfig-out (?<folder>.+)[/\\]kubeconfig$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderOption();

    [GeneratedRegex(@"answered: by (?<old>frontend-\S+), then (?<new>frontend-[^\s.]+)\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RequestsLine();
}
