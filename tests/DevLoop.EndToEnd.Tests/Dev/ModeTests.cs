using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class ModeTests : DevTest
{
    private const string Item = "{resourceType: pod, resourceName: other, port: echo}";
    private const string Debuggers = "annotations: {debug.cloud.google.com/config: '{\"app\":{\"runtime\":\"go\",\"ports\":{\"dlv\":7000}}}'}";

    private static readonly Dictionary<string, string[]> Forwards = new()
    {
        ["user"] = ["pod/other, remote port echo"],
        ["services"] = ["service/web, remote port 18080", "service/web, remote port 17000"],
        ["pods"] = ["pod/web-1, remote port 8080", "pod/web-1, remote port 7000"],
        ["debug"] = ["pod/web-1, remote port 7000"],
    };

    [TestCase("dev", "user")]
    [TestCase("dev --port-forward", "user services")]
    [TestCase("dev --port-forward=true", "user services")]
    [TestCase("dev --port-forward=services", "services")]
    [TestCase("dev --port-forward=pods,debug", "pods")]
    [TestCase("dev --port-forward=user,debug", "user debug")]
    [TestCase("debug", "user debug")]
    [TestCase("debug --port-forward", "user services debug")]
    [TestCase("debug --port-forward=user,services,pods", "user services pods")]
    [TestCase("deploy --port-forward", "user services")]
    [TestCase("deploy --port-forward=user", "user")]
    [TestCase("run --port-forward=true", "user services")]
    [TestCase("run --port-forward=debug", "debug")]
    public async Task A_command_forwards_what_its_row_of_the_table_says(string commandLine, string modes)
    {
        await DeployAsync();
        var expected = modes.Split(' ').SelectMany(m => Forwards[m]).ToList();
        var run = Start(commandLine.Split(' '));
        foreach (var forward in expected)
        {
            await run.WaitForAsync($"Port forwarding {forward.Replace(",", " in namespace default,", StringComparison.Ordinal)} ->");
        }

        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.StopAsync(), Is.Zero);
            Assert.That(run.OutLines.Select(Forward), Is.EquivalentTo(expected));
        });
    }

    [TestCase("deploy", "devloop deploy forwards nothing without --port-forward.")]
    [TestCase("run", "devloop run forwards nothing without --port-forward.")]
    [TestCase("dev --port-forward=off", "devloop dev forwards nothing with this --port-forward.")]
    [TestCase("debug --port-forward=false", "devloop debug forwards nothing with this --port-forward.")]
    public async Task Nothing_to_forward_ends_at_once_and_says_so(string commandLine, string sentence)
    {
        Project.WriteItems(Item);
        var run = Start(commandLine.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.EndAsync(), Is.Zero);
            Assert.That(run.ErrorLines, Is.EqualTo([$"Nothing to do: {sentence}"]));
            Assert.That(run.OutLines, Is.Empty);
        });
    }

    [TestCase("dev --port-forward=usr", "error: --port-forward=usr: there is no mode 'usr'. Did you mean 'user'? Give true, off, false, or a list of user, services, pods, debug.")]
    [TestCase("run --port-forward=off,pods", "error: --port-forward=off,pods: 'off' stands alone. Give --port-forward=off, or a list of user, services, pods, debug.")]
    [TestCase("dev -n a -A", "error: --all-namespaces and --namespace contradict each other: give one of the two.")]
    [TestCase("dev -n A_b", "error: 'A_b' is not the name of a namespace: give -n a name of at most 63 lower-case letters, digits and '-'")]
    [TestCase("dev -l a==b,(", "error: ")]
    [TestCase("dev -p ,", "error: --profile ',' names no profile: give one, such as -p staging.")]
    [TestCase("dev -o xml", "error: There is no output form 'xml': give -o text or -o json.")]
    [TestCase("dev --hold soon", "error: --hold 'soon' is not a time: give one such as 30s, 2m or 1h30m.")]
    [TestCase("dev --hold 48h", "error: --hold '48h' is too long: give at most 24h.")]
    [TestCase("port-forward pod/web 80 --hold -1s", "error: --hold '-1s' is not a time: give one such as 30s, 2m or 1h30m.")]
    [TestCase("dev --drain 2", "error: --drain '2' is not a time: give one such as 30s, 2m or 1h30m.")]
    public async Task A_command_line_that_makes_no_sense_gets_a_sentence(string commandLine, string sentence)
    {
        Project.WriteItems(Item);
        var run = Start(commandLine.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.EndAsync(), Is.EqualTo(2));
            Assert.That(run.ErrorLines.Single(), Does.StartWith(sentence));
            Assert.That(run.OutLines, Is.Empty);
        });
    }

    private async Task DeployAsync()
    {
        Project.WriteItems(Item);
        await ApplyAsync(
            Manifests.Pod("other", app: "other"),
            Manifests.Pod("web-1", labels: Manifests.OfRun, metadata: Debuggers),
            Manifests.Service("web", "{name: http, port: 18080, targetPort: http}, {name: echo, port: 17000, targetPort: echo}", labels: Manifests.OfRun),
            Manifests.Service("stranger"));
    }

    private static string Forward(string line) => line[..line.IndexOf(" -> ", StringComparison.Ordinal)]
        .Replace("Port forwarding ", "", StringComparison.Ordinal)
        .Replace(" in namespace default", "", StringComparison.Ordinal);
}
