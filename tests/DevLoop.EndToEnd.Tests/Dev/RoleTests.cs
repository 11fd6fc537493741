using System.Text.RegularExpressions;
using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>The Roles that docs/rbac.md gives to copy are enough for what it says of them.</summary>
internal sealed partial class RoleTests : DevTest
{
    [SetUp]
    public Task Deploy() => ApplyAsync(
        Manifests.Pod("web-0", labels: Manifests.OfRun),
        Manifests.Service("web"),
        Manifests.Service("web-of-run", "{name: http, port: 18080, targetPort: http}", labels: Manifests.OfRun),
        Manifests.Workload("Deployment", "api"),
        Manifests.Workload("StatefulSet", "db", "serviceName: none"),
        Manifests.Workload("DaemonSet", "agent"),
        Manifests.Job("import"));

    [Test]
    public async Task One_pod_can_be_forwarded_and_no_other()
    {
        using var role = Cluster.Faults.RestrictTo(RoleOf("devloop-one-pod"));
        var run = Start("port-forward", "web-0", ":8080", "--address", "127.0.0.1");
        Assert.That(await LocalClient.GetAsync(await run.ForwardingFromAsync(8080)), Does.Contain("web-0"));

        var other = Start("port-forward", "db-0", ":8080");
        Assert.That(await other.EndAsync(), Is.EqualTo(6));
        Assert.Multiple(() =>
        {
            Assert.That(run.ErrorLines, Is.Empty);
            Assert.That(other.ErrorLines[^1], Does.Contain("db-0").And.Contain("get").And.Contain("pods"));
        });
    }

    [TestCase("devloop-services", "dev --port-forward", "service/web http,service/web-of-run 18080,pod/web-0 http")]
    [TestCase("devloop", "dev --port-forward=user,services,pods", "service/web http,service/web-of-run 18080,pod/web-0 http,deployment/api http,statefulset/db http,daemonset/agent http,job/import http")]
    public async Task Nothing_is_missed_by_what_the_role_is_for(string name, string commandLine, string forwards)
    {
        var expected = forwards.Split(',').Select(f => f.Split(' ')).ToList();
        Project.WriteItems([.. expected.Where(f => f[1] == "http").Select(f => $"{{resourceType: {f[0].Replace("/", ", resourceName: ", StringComparison.Ordinal)}, port: http}}")]);
        using var role = Cluster.Faults.RestrictTo(RoleOf(name));
        var run = Start(commandLine.Split(' '));
        foreach (var forward in expected)
        {
            object port = int.TryParse(forward[1], out var number) ? number : forward[1];
            Assert.That(await LocalClient.GetAsync(await run.LocalPortAsync(forward[0], port)), Does.Contain(forward[0].Split('/', '-')[1]), forward[0]);
        }

        Assert.That(run.ErrorLines.Where(l => l.Contains("may not", StringComparison.Ordinal) || l.Contains("forbidden", StringComparison.Ordinal)), Is.Empty, $"{run}");
    }

    /// <summary>The manifest in the document.</summary>
    private static string RoleOf(string name)
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "rbac.md"));
        return YamlBlock().Matches(document).Select(m => m.Groups["manifest"].Value).Single(b => b.Contains($"name: {name}\n", StringComparison.Ordinal));
    }

    [GeneratedRegex("```yaml\n(?<manifest>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex YamlBlock();
}
