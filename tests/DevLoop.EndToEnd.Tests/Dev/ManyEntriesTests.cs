using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

internal sealed class ManyEntriesTests : DevTest
{
    private const int Services = 100;
    private const int Pods = 4;

    [TestCase("dev")]
    [TestCase("dev --port-forward=services")]
    public async Task Two_hundred_forwards_take_one_list_and_one_watch_for_each_kind(string commandLine)
    {
        await ApplyAsync([.. Enumerable.Range(0, Pods).Select(i => Manifests.Pod($"pod-{i}", app: $"app-{i}")), .. Enumerable.Range(0, Services).Select(Service)]);
        Project.WriteItems(Enumerable.Range(0, Services).SelectMany(i => new[] { Item(i, "http"), Item(i, "echo") }));
        var run = Start(commandLine.Split(' '));
        await run.WaitForAsync("Port forwarding ", count: 2 * Services);
        var ports = run.OutLines.ToDictionary(l => l[.. l.IndexOf(" -> ", StringComparison.Ordinal)], l => int.Parse(l.AsSpan(l.LastIndexOf(':') + 1)));
        for (var i = 0; i < Services; i++)
        {
            var service = $"Port forwarding service/service-{i} in namespace default, remote port ";
            var (http, echo) = commandLine == "dev" ? ("http", "echo") : ($"{20000 + i}", $"{21000 + i}");
            Assert.That(await LocalClient.GetAsync(ports[service + http]), Does.Contain($"pod-{i % Pods}"));
            Assert.That(await LocalClient.EchoAsync(ports[service + echo], "x"u8.ToArray()), Is.EqualTo("x"u8.ToArray()));
        }

        Assert.Multiple(() =>
        {
            foreach (var resource in (string[])["services", "pods"])
            {
                Assert.That(ClusterLog.Count($"Asked to list {resource} in default"), Is.EqualTo(1), $"lists of {resource}");
                Assert.That(ClusterLog.Count($"Asked to watch {resource} in default"), Is.EqualTo(1), $"watches of {resource}");
            }

            Assert.That(ClusterLog.Count("Asked to watch"), Is.EqualTo(2), "watches");
            Assert.That(run.ErrorLines, Has.None.Contains("failed"), $"{run}");
        });
    }

    private static string Service(int i) => Manifests.Service(
        $"service-{i}", $"{{name: http, port: {20000 + i}, targetPort: http}}, {{name: echo, port: {21000 + i}, targetPort: echo}}", $"app-{i % Pods}", labels: Manifests.OfRun);

    private static string Item(int i, string port) => $"{{resourceType: service, resourceName: service-{i}, port: {port}}}";
}
