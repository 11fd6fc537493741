using System.Globalization;
using System.Net.Sockets;
using DevLoop.EndToEnd.Tests.Program;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>Ctrl+C and SIGTERM.</summary>
internal sealed class EndTests : DevTest
{
    private const string NoEnd = "10m";

    [SetUp]
    public async Task Deploy()
    {
        await ApplyAsync(Manifests.Pod("web-1"), Manifests.Service("web"));
        await PodBecomesAsync("web-1", p => p.IsReady);
        Project.WriteItems("{resourceType: service, resourceName: web, port: echo}");
    }

    [Test]
    public async Task At_the_end_nobody_listens_at_once_and_what_is_under_way_may_come_to_its_own_end()
    {
        var run = Start("dev", "--drain", NoEnd);
        var port = await run.LocalPortAsync("service/web", "echo");
        using var connection = await LocalClient.ConnectAsync(port);
        await connection.WriteAsync("before"u8.ToArray());
        await connection.ReadAsync(6);

        await run.AskToEndAsync();
        await LocalClient.WaitUntilRefusedAsync(port);
        await connection.WriteAsync("after"u8.ToArray());
        await connection.ReadAsync(5);
        connection.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.EndAsync(), Is.Zero);
            Assert.That(run.News, Is.Empty);
        });
    }

    [Test]
    public async Task What_does_not_end_by_itself_is_reset_when_its_time_is_up()
    {
        var run = Start("dev", "--drain", "100ms");
        using var connection = await LocalClient.ConnectAsync(await run.LocalPortAsync("service/web", "echo"));
        await connection.WriteAsync("before"u8.ToArray());
        await connection.ReadAsync(6);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await run.StopAsync(), Is.Zero);
            Assert.That(async () => await connection.EndAsync(), Is.EqualTo(SocketError.ConnectionReset));
        });
    }

    [Test]
    public async Task It_ends_well_while_it_waits_for_what_does_not_exist()
    {
        Project.WriteItems("{resourceType: job, resourceName: none, port: echo}");
        var run = Start("dev", "--port-forward=user,services,pods");
        await run.WaitForAsync("waits: there is no such job");
        Assert.That(await run.StopAsync(), Is.Zero);
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    [Category(DevLoopProcess.Category)]
    public async Task The_first_signal_lets_connections_end_and_a_second_one_ends_everything_at_once(string signal)
    {
        await Signals.RequireAsync();
        var program = StartProcess("dev", "--drain", NoEnd);
        var port = await LocalPortAsync(program);
        using var connection = await LocalClient.ConnectAsync(port);
        await connection.WriteAsync("before"u8.ToArray());
        await connection.ReadAsync(6);
        await program.SignalAsync(signal);
        await LocalClient.WaitUntilRefusedAsync(port);
        await connection.WriteAsync("after"u8.ToArray());
        await connection.ReadAsync(5);

        await program.SignalAsync(signal);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await program.EndAsync(), Is.EqualTo(130));
            Assert.That(async () => await connection.EndAsync(), Is.Null.Or.EqualTo(SocketError.ConnectionReset));
        });
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    [Category(DevLoopProcess.Category)]
    public async Task One_signal_ends_it_with_exit_code_0(string signal)
    {
        await Signals.RequireAsync();
        var program = StartProcess("dev", "--port-forward");
        await LocalPortAsync(program);
        await program.SignalAsync(signal);
        Assert.That(await program.EndAsync(), Is.Zero);
    }

    private static async Task<int> LocalPortAsync(DevLoopProcess program)
    {
        var line = await program.WaitForAsync("Port forwarding service/web in namespace default, remote port echo -> http://127.0.0.1:");
        return int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }
}
