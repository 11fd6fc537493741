using System.Net;
using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>The configuration at the start. While it runs: <see cref="ReloadTests"/>.</summary>
internal sealed class ConfigurationTests : DevTest
{
    private const string Bad = """
        apiVersion: skaffold/v4beta13
        kind: Config
        portForward:
        - resourceType: servce
          resourceName: [a]
          port: 0
        - resourceType: service
          port: 70000
          adress: 127.0.0.1
        - resourceType: pod
          resourceName: '{{.NOPE}}'
          port: 80
          address: 203.0.113.7
        - just text
        requires:
        - path: nowhere.yaml
        - {}
        profiles:
        - name: mine
          patches:
          - {op: replace, path: /portForward/9/port, value: 1}
        """;

    private static readonly string[] Places =
    [
        ":4:17: error: 'servce' is not a resourceType that can be forwarded to: did you mean 'service'?",
        ":5:17: error: 'resourceName' must be a single value, not a list.",
        ":6:9: error: The port '0' is not a number from 1 to 65535.",
        ":7:3: error: This item of 'portForward' has no 'resourceName'.",
        ":8:9: error: The port '70000' is not a number from 1 to 65535.",
        ":9:3: error: The field 'adress' does not belong in a portForward item: did you mean 'address'?",
        ":11:17: error: The resourceName cannot be used: the environment variable 'NOPE' is not set.",
        ":13:12: error: This machine has no address 203.0.113.7 to listen on: give one that it has, or localhost.",
        ":14:3: error: Each item of 'portForward' must be a mapping of names to values, not text.",
        ":16:9: error: There is no file ",
        ":17:3: error: This requires what requires it, in a circle: ",
        ":21:5: error: The patch (replace /portForward/9/port) of profile 'mine' does not apply: there is no '/portForward/9/port'.",
    ];

    [TestCase("dev -p mine")]
    [TestCase("config validate -p mine")]
    public async Task Everything_that_is_wrong_is_said_at_once_each_with_its_place(string command)
    {
        Project.Write(Bad);
        var run = Start(command.Split(' '));
        var code = await run.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(run.ErrorLines, Has.Count.EqualTo(Places.Length + 1), $"{run}");
            Assert.That(run.ErrorLines[^1], Is.EqualTo($"error: The configuration has {Places.Length} errors: correct them and try again."));
            foreach (var (line, place) in run.ErrorLines.Zip(Places))
            {
                Assert.That(line, Does.StartWith(Project.Configuration + place));
            }

            Assert.That(run.OutLines, Is.Empty);
        });
    }

    [TestCase("dev -p nine", ":1:1: error: There is no profile 'nine': did you mean 'mine'?")]
    [TestCase("dev -f none.yaml", "none.yaml: error: There is no file none.yaml.")]
    [TestCase("dev", ":1:5: error: This is not valid YAML", "a: b: c")]
    public async Task A_file_that_cannot_be_used_is_an_error_of_the_configuration(string command, string line, string? text = null)
    {
        Project.Write(text ?? $"{DevProject.Text()}profiles: [{{name: mine}}]\n");
        var run = Start(command.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.EndAsync(), Is.EqualTo(3));
            Assert.That(run.ErrorLines, Has.Count.EqualTo(2));
            Assert.That(run.ErrorLines[0], Does.Contain(line));
        });
    }

    [Test]
    public async Task Without_any_file_dev_says_what_is_missing_and_services_are_forwarded_all_the_same()
    {
        await ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web", "{port: 18080, targetPort: http}", labels: Manifests.OfRun));
        var dev = Start("dev");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await dev.EndAsync(), Is.EqualTo(3));
            Assert.That(dev.ErrorLines[0], Is.EqualTo(".: error: There is neither devloop.yaml nor skaffold.yaml in this folder: give a file with -f FILE."));
        });
        var services = Start("dev", "--port-forward");
        Assert.That(await LocalClient.GetAsync(await services.LocalPortAsync("service/web", 18080)), Does.Contain("web-1"));
    }

    [Test]
    public async Task Profiles_templates_and_required_files_end_in_forwards()
    {
        await ApplyAsync(Manifests.Pod("web-blue"), Manifests.Service("web"), Manifests.Service("db"));
        await File.WriteAllTextAsync(Path.Combine(Project.Folder, "db.yaml"), DevProject.Text("{resourceType: service, resourceName: db, port: echo}"));
        Project.Write(DevProject.Text("{resourceType: pod, resourceName: 'web-{{.STAGE}}', port: http}") + """
            requires: [{path: db.yaml}]
            profiles:
            - name: echo
              patches: [{op: add, path: /portForward/-, value: {resourceType: service, resourceName: web, port: echo}}]
            """);
        var run = Start(Project, ["dev", "-p", "echo"], new Dictionary<string, string> { ["STAGE"] = "blue" });
        Assert.Multiple(() =>
        {
            Assert.That(async () => await LocalClient.GetAsync(await run.LocalPortAsync("pod/web-blue", "http")), Does.Contain("web-blue"));
            Assert.That(async () => await LocalClient.EchoAsync(await run.LocalPortAsync("service/db", "echo"), "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
            Assert.That(async () => await LocalClient.EchoAsync(await run.LocalPortAsync("service/web", "echo"), "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
        });
    }

    [Test]
    public async Task An_address_that_lets_other_hosts_in_is_warned_about_once()
    {
        await ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web"));
        string[] items = ["{resourceType: service, resourceName: web, port: echo, address: 0.0.0.0}", "{resourceType: service, resourceName: web, port: http, address: 0.0.0.0}"];
        Project.WriteItems(items);
        var run = Start("dev");
        var echo = await run.LocalAsync("service/web", "echo");
        await run.LocalAsync("service/web", "http");
        Project.WriteItems([.. items, "{resourceType: pod, resourceName: web-1, port: echo, address: 0.0.0.0}"]);
        await run.LocalAsync("pod/web-1", "echo");
        Assert.Multiple(() =>
        {
            Assert.That(echo.Address, Is.EqualTo(IPAddress.Any));
            Assert.That(async () => await LocalClient.EchoAsync(echo.Port, "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
            Assert.That(
                run.ErrorLines.Where(l => l.Contains("other hosts", StringComparison.OrdinalIgnoreCase)),
                Is.EqualTo(["warning: other hosts can connect to what is forwarded on 0.0.0.0; nothing asks them who they are."]));
        });
    }
}
