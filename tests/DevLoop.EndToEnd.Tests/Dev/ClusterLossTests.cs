using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Sandbox.Faults;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>The API server goes, its watches break, the credentials change: forwards go on by themselves.</summary>
internal sealed class ClusterLossTests : DevTest
{
    private const string Exec =
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [FOLDER/plugin], interactiveMode: Never}";

    private DevRun _run = null!;
    private int _port;

    [SetUp]
    public async Task Deploy()
    {
        await ApplyAsync(Web("v1"), Manifests.Service("web", "{port: 18080, targetPort: http}", labels: Manifests.OfRun));
        Project.WriteItems("{resourceType: deployment, resourceName: web, port: http}");
    }

    [Test]
    public async Task While_the_api_server_is_down_connections_are_held_and_open_ones_end()
    {
        await StartAsync();
        using var open = await LocalClient.ConnectAsync(_port);
        await open.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await open.ReadAsync("HTTP/1.1 200".Length);
        await Cluster.StopApiServerAsync().Within("end of the API server");
        await open.EndAsync();
        await _run.WaitForAsync("warning: the cluster cannot be reached");
        var held = LocalClient.GetAsync(_port);
        await Cluster.StartApiServerAsync(CancellationToken.None).Within("start of the API server");
        Assert.That(await held, Does.EndWith(" v1\n"), $"{_run}");
        await _run.WaitForAsync("The cluster answers again.");
        Assert.That(_run.ErrorLines.Count(l => l.Contains("cluster", StringComparison.Ordinal)), Is.EqualTo(2), $"{_run}");
    }

    [Test]
    public async Task What_changed_while_the_api_server_was_down_is_caught_up_with()
    {
        await StartAsync();
        var service = await _run.LocalPortAsync("service/web", 18080);
        await Cluster.StopApiServerAsync().Within("end of the API server");
        await ApplyAsync(Web("v2"), Manifests.Service("later", "{port: 18081, targetPort: http}", labels: Manifests.OfRun));
        await Cluster.StartApiServerAsync(CancellationToken.None).Within("start of the API server");

        var later = await _run.LocalPortAsync("service/later", 18081);
        await _run.WaitForMatchAsync("^deployment/web in namespace default goes to pod .* now");
        await _run.WaitForMatchAsync("^service/web in namespace default goes to pod .* now");
        foreach (var port in (int[])[_port, service, later])
        {
            Assert.That(await LocalClient.GetAsync(port), Does.EndWith(" v2\n"), $"{_run}");
        }
    }

    [TestCase(true, TestName = "Watches_that_are_cut_are_taken_up_again")]
    [TestCase(false, TestName = "Watches_that_end_are_taken_up_again")]
    public async Task Watches_are_taken_up_again(bool cut)
    {
        await StartAsync();
        for (var version = 2; version < 5; version++)
        {
            EndWatches(cut);
            await AssertFollowsAsync($"v{version}");
        }
    }

    [Test]
    public async Task While_watches_are_refused_a_pod_that_went_is_noticed_by_the_connection_that_needs_it()
    {
        await StartAsync();
        Task<string> held;
        using (Cluster.Faults.RefuseWatches())
        {
            Cluster.Faults.EndWatches();
            var before = (await PodsAsync()).Single();
            Assert.That(await LocalClient.GetAsync(_port), Does.EndWith($"{before} v1\n"));
            await ApplyAsync(Web("v2"));
            await UntilGoneAsync(before).Within($"end of pod {before}");
            held = LocalClient.GetAsync(_port);

            // A watch that was just ending may have told of the next pod all the same.
            await Task.WhenAny(held, _run.WaitForMatchAsync("^deployment/web in namespace default waits: .*; that may be out of date: "));
        }

        Assert.That(await held, Does.EndWith(" v2\n"), $"{_run}");
        await _run.WaitForMatchAsync("^deployment/web in namespace default goes to pod .* now");
    }

    [TestCase(WatchExpiry.Response)]
    [TestCase(WatchExpiry.Event)]
    public async Task A_watch_that_is_too_far_behind_begins_anew_with_what_has_changed(WatchExpiry expiry)
    {
        await StartAsync();
        foreach (var resource in (string[])["pods", "replicasets", "deployments", "services"])
        {
            Cluster.Faults.ExpireNextWatch(resource, expiry);
        }

        EndWatches(cut: true);
        await AssertFollowsAsync("v2");
    }

    [Test]
    public async Task A_server_without_bookmarks_is_followed_all_the_same()
    {
        using var fault = Cluster.Faults.OmitBookmarks();
        await StartAsync();
        await AssertFollowsAsync("v2");
        EndWatches(cut: false);
        await AssertFollowsAsync("v3");
    }

    [TestCase("tokenFile: token")]
    [TestCase(Exec, TestName = "A_token_of_a_plugin_that_is_replaced_is_asked_for_again")]
    [TestCase(Exec, "2020-01-01T00:00:00Z", TestName = "A_token_of_a_plugin_that_expires_is_asked_for_again")]
    [Platform(Exclude = "Win", Reason = "The plugin is a shell script.")]
    public async Task A_token_that_is_replaced_is_read_again(string user, string? expires = null)
    {
        var token = Path.Combine(Project.Folder, "token");
        await WriteAsync(token, Cluster.Token);
        await File.WriteAllTextAsync(Path.Combine(Project.Folder, "plugin"), $$$"""
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"{{{(expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"")}}}}}' "$(cat '{{{token}}}')"
            """);
        await File.WriteAllTextAsync(Project.Kubeconfig, Cluster.Kubeconfig
            .Replace($"token: {Cluster.Token}", user, StringComparison.Ordinal)
            .Replace("FOLDER", Project.Folder, StringComparison.Ordinal));
        await StartAsync();

        Cluster.RotateToken();
        await WriteAsync(token, Cluster.Token);
        Assert.That(await LocalClient.GetAsync(_port), Does.EndWith(" v1\n"));
        EndWatches(cut: true);
        await AssertFollowsAsync("v2");
    }

    private static string Web(string version) =>
        Manifests.Workload("Deployment", "web", container: Manifests.Container($"env: [{{name: VERSION, value: {version}}}]"));

    /// <summary>In place of what is there, so that nobody reads half of it.</summary>
    private static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path + "~", text);
        File.Move(path + "~", path, overwrite: true);
    }

    private async Task StartAsync()
    {
        // Plugins are looked for there.
        var path = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
        _run = Start(Project, ["dev", "--port-forward"], path);
        _port = await _run.LocalPortAsync("deployment/web", "http");
    }

    private async Task<IEnumerable<string>> PodsAsync() =>
        (await Api.ListAsync<Pod>("default", ResourceSelector.All, CancellationToken.None)).Items.Select(p => p.Metadata.Name);

    private async Task UntilGoneAsync(string pod)
    {
        while ((await PodsAsync()).Contains(pod))
        {
        }
    }

    private void EndWatches(bool cut)
    {
        if (cut)
        {
            Cluster.Faults.AbortWatches();
        }
        else
        {
            Cluster.Faults.EndWatches();
        }
    }

    /// <summary>
    /// Rolls a version out, and connects until it answers. A pod that ends while nobody can tell of it refuses connections, which
    /// fails them.
    /// </summary>
    private async Task AssertFollowsAsync(string version)
    {
        await ApplyAsync(Web(version));
        await FollowAsync().Within($"answer of {version} through\n{_run}");

        async Task FollowAsync()
        {
            while (!(await LocalClient.TryGetAsync(_port))?.EndsWith($" {version}\n", StringComparison.Ordinal) ?? true)
            {
            }
        }
    }
}
