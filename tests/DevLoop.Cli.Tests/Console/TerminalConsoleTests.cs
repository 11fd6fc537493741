using DevLoop.Cli.Console;
using DevLoop.Testing;

namespace DevLoop.Cli.Tests.Console;

internal sealed class TerminalConsoleTests
{
    [Test]
    public async Task Stdout_that_cannot_be_written_ends_nothing_and_is_said_once()
    {
        using var error = new StringWriter();
        var console = new TerminalConsole(new DeafWriter(), error, new FakeClock());
        await console.Out.WriteLineAsync("a");
        await console.Out.WriteLineAsync("b");
        await console.DisposeAsync().AsTask().Within("end of the console");
        Assert.That(
            error.ToString().TrimEnd(), Is.EqualTo("warning: standard output cannot be written, what goes there is lost: Access to the path is denied."));
    }

    [Test]
    public async Task Stderr_that_cannot_be_written_ends_nothing()
    {
        using var output = new StringWriter();
        var console = new TerminalConsole(output, new DeafWriter(), new FakeClock());
        await console.Error.WriteLineAsync("a");
        await console.Out.WriteLineAsync("b");
        await console.DisposeAsync().AsTask().Within("end of the console");
        Assert.That(output.ToString().TrimEnd(), Is.EqualTo("b"));
    }

    /// <summary>Fails as .NET's console does when the stream is closed.</summary>
    private sealed class DeafWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new UnauthorizedAccessException("Access to the path is denied.");

        public override Task WriteLineAsync(string? value) => throw new UnauthorizedAccessException("Access to the path is denied.");
    }
}
