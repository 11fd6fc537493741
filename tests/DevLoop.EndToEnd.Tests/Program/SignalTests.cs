using System.Net.Sockets;

namespace DevLoop.EndToEnd.Tests.Program;

internal sealed class SignalTests : ProgramTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_signal_ends_it_soon_and_well_with_connections_open(string signal)
    {
        await Signals.RequireAsync();
        var program = Start("port-forward", "svc/web", ":7000", ":7001");
        using var idle = await LocalClient.ConnectAsync(await program.LocalPortAsync(7000));
        using var busy = await LocalClient.ConnectAsync(await program.LocalPortAsync(7001));
        await idle.WriteAsync("x"u8.ToArray());
        await idle.ReadAsync(1);
        await busy.ReadAsync(100_000);

        var asked = TimeProvider.System.GetTimestamp();
        await program.SignalAsync(signal);
        var code = await program.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(TimeProvider.System.GetElapsedTime(asked), Is.LessThan(Soon));
            Assert.That(program.ErrorLines, Is.Empty);
        });
        Assert.That(await idle.EndAsync(), Is.EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public async Task A_signal_while_it_waits_for_a_pod_is_no_failure()
    {
        await Signals.RequireAsync();
        await DeletePodAsync("web-1");
        var program = Start("port-forward", "svc/web", ":80");
        await program.WaitForAsync("service/web in namespace default waits: ");
        await program.SignalAsync("INT");
        Assert.That(await program.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task Two_signals_end_it_at_once()
    {
        await Signals.RequireAsync();
        var program = Start("port-forward", "svc/web", ":7001");
        using var busy = await LocalClient.ConnectAsync(await program.LocalPortAsync(7001));
        await busy.ReadAsync(100_000);
        var asked = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(program.SignalAsync("INT"), program.SignalAsync("INT"));
        Assert.Multiple(() =>
        {
            // The second one may come when the first has done its work already.
            Assert.That(async () => await program.EndAsync(), Is.EqualTo(0).Or.EqualTo(130));
            Assert.That(TimeProvider.System.GetElapsedTime(asked), Is.LessThan(Soon));
        });
    }
}
