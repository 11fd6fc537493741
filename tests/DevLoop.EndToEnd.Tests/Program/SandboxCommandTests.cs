using System.Net.Sockets;

namespace DevLoop.EndToEnd.Tests.Program;

[Category(DevLoopProcess.Category)]
internal sealed class SandboxCommandTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {terminationGracePeriodSeconds: 1, containers: [{name: app, image: devloop.dev/demo}]}
        """;

    private readonly List<DevLoopProcess> _programs = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("devloop-manifests-").FullName;

    [TearDown]
    public async Task Stop()
    {
        foreach (var program in _programs)
        {
            await program.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task It_serves_what_a_folder_holds_until_it_is_asked_to_end_and_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "web.yaml"), Pod);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notes.txt"), "no manifest");
        var sandbox = Start("sandbox", "-f", _folder);
        var kubeconfig = KubeconfigOf(await sandbox.WaitForAsync("export KUBECONFIG="));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(kubeconfig), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        var forward = Start("port-forward", "web", ":7000", "--kubeconfig", kubeconfig);
        var port = await forward.LocalPortAsync(7000);
        Assert.That(await LocalClient.EchoAsync(port, "hello"u8.ToArray()), Is.EqualTo("hello"u8.ToArray()));

        await sandbox.SignalAsync("TERM");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await sandbox.EndAsync(), Is.Zero);
            Assert.That(File.Exists(kubeconfig), Is.False);
            Assert.That(Directory.Exists(Path.GetDirectoryName(kubeconfig)), Is.False);
            Assert.That(sandbox.OutLines, Has.Count.EqualTo(1));
        });

        // The forward outlives even its cluster, and says what a connection fails for in the end; Ctrl+C still ends it well.
        await forward.SignalAsync("TERM");
        Assert.That(await forward.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task The_kubeconfig_goes_where_it_is_asked_for_and_manifests_come_from_standard_input()
    {
        var kubeconfig = Path.Combine(_folder, "it's mine", "config");
        var sandbox = Start("sandbox", "-f", "-", "--kubeconfig-out", kubeconfig);
        await sandbox.Input.WriteAsync(Pod);
        sandbox.Input.Close();
        var line = await sandbox.WaitForAsync("export KUBECONFIG=");
        Assert.That(line, Is.EqualTo($"export KUBECONFIG='{kubeconfig.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
        var forward = Start("port-forward", "web", ":7000", "--kubeconfig", kubeconfig);
        await forward.LocalPortAsync(7000);
        await sandbox.SignalAsync("TERM");
        Assert.Multiple(() =>
        {
            Assert.That(async () => await sandbox.EndAsync(), Is.Zero);
            Assert.That(File.Exists(kubeconfig), Is.False);
        });
    }

    [Test]
    public async Task A_transfer_whose_cluster_vanishes_ends_with_a_reset_and_the_forward_lives_on()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "web.yaml"), Pod);
        var kubeconfig = Path.Combine(_folder, "config");
        var sandbox = Start("sandbox", "-f", Path.Combine(_folder, "web.yaml"), "--kubeconfig-out", kubeconfig);
        await sandbox.WaitForAsync("export KUBECONFIG=");
        var forward = Start("port-forward", "web", ":7001", "--kubeconfig", kubeconfig);
        var port = await forward.LocalPortAsync(7001);
        using var transfer = await LocalClient.ConnectAsync(port);
        await transfer.ReadAsync(1_000_000);

        await sandbox.SignalAsync("KILL");
        Assert.That(await transfer.EndAsync(), Is.EqualTo(SocketError.ConnectionReset));
        await forward.WaitForAsync($"A connection to 127.0.0.1:{port} (pod/web in namespace default) failed: ");
        using var held = await LocalClient.ConnectAsync(port);
        await forward.SignalAsync("TERM");
        Assert.That(await forward.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task It_can_be_ended_while_it_waits_for_standard_input()
    {
        var sandbox = Start("sandbox", "-f", "-", "-v");
        await sandbox.WaitForAsync("Reading manifests from -");
        await sandbox.SignalAsync("TERM");
        Assert.That(await sandbox.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task Somebody_s_kubeconfig_is_left_alone()
    {
        var kubeconfig = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(kubeconfig, "current-context: production");
        var sandbox = Start("sandbox", "--kubeconfig-out", kubeconfig);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await sandbox.EndAsync(), Is.EqualTo(1));
            Assert.That(sandbox.ErrorLines.Single(), Does.StartWith($"error: {kubeconfig} exists and is no sandbox's kubeconfig"));
            Assert.That(File.ReadAllText(kubeconfig), Is.EqualTo("current-context: production"));
        });
    }

    [TestCase("kind: Pod\napiVersion: v1\nmetadata: {name: Web}", 2, "web.yaml: Pod \"Web\"")]
    [TestCase("kind: [", 2, "web.yaml")]
    [TestCase("kind: Unknown\napiVersion: v1\nmetadata: {name: a}", 2, "no kind \"Unknown\"")]
    public async Task A_manifest_that_makes_no_sense_is_said_with_its_file(string manifest, int code, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "web.yaml"), manifest);
        var sandbox = Start("sandbox", "-f", Path.Combine(_folder, "web.yaml"));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await sandbox.EndAsync(), Is.EqualTo(code));
            Assert.That(sandbox.ErrorLines.Single(), Does.StartWith("error: ").And.Contains(sentence));
            Assert.That(sandbox.OutLines, Is.Empty);
        });
    }

    [TestCase("-f", "none.yaml", 1, "none.yaml cannot be read")]
    [TestCase("--port", "99999", 2, "--port 99999 is not a port")]
    public async Task A_word_that_makes_no_sense_is_said(string option, string value, int code, string sentence)
    {
        var sandbox = Start("sandbox", option, value);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await sandbox.EndAsync(), Is.EqualTo(code));
            Assert.That(sandbox.ErrorLines.Single(), Does.StartWith("error: ").And.Contains(sentence));
        });
    }

    private DevLoopProcess Start(params string[] arguments)
    {
        var program = DevLoopProcess.Start(kubeconfig: null, arguments);
        _programs.Add(program);
        return program;
    }

    private static string KubeconfigOf(string export) => export["export KUBECONFIG='".Length..].TrimEnd('\'');
}
