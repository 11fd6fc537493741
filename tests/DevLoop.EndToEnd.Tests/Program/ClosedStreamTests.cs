using System.Diagnostics;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

[Platform(Exclude = "Win", Reason = "The streams are closed by a shell.")]
[Category(DevLoopProcess.Category)]
internal sealed class ClosedStreamTests
{
    [TestCase("--version", "2>&-", 0)]
    [TestCase("--version", ">&-", 0)]
    [TestCase("--help", ">&- 2>&-", 0)]
    [TestCase("port-forward", "2>&-", 2)]
    [TestCase("port-forward", ">&- 2>&-", 2)]
    [TestCase("port-forward web 80 --kubeconfig no-such-file", "2>&-", 3)]
    [TestCase("port-forward web 80 --kubeconfig no-such-file", "<&- >&- 2>&-", 3)]
    public async Task A_stream_that_is_closed_changes_no_exit_code(string arguments, string closed, int expected)
    {
        using var shell = Process.Start("sh", ["-c", $"'{DevLoopProcess.Program}' {arguments} {closed}"]);
        await shell.WaitForExitAsync().Within("end of devloop");
        Assert.That(shell.ExitCode, Is.EqualTo(expected));
    }
}
