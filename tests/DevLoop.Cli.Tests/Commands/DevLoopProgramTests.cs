using DevLoop.Cli.Hosting;

namespace DevLoop.Cli.Tests.Commands;

internal sealed class DevLoopProgramTests
{
    private readonly ProgramRun _program = new();

    [TearDown]
    public async Task Stop() => await _program.DisposeAsync();

    [TestCase("")]
    [TestCase("--help")]
    [TestCase("port-forward --help")]
    [TestCase("sandbox --help")]
    [TestCase("config --help")]
    [TestCase("config validate --help")]
    public async Task Help_goes_to_stdout(string args)
    {
        var code = await _program.RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(_program.Console.OutLines, Has.Some.StartsWith("Usage:"));
            Assert.That(_program.Console.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public async Task The_version_is_a_number()
    {
        var code = await _program.RunAsync("--version");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(_program.Console.OutLines.Single(), Does.Match(@"^\d+\.\d+\.\d+"));
        });
    }

    [TestCase("fly", "See 'devloop --help'.")]
    [TestCase("port-forward", "See 'devloop port-forward --help'.")]
    [TestCase("port-forward web", "See 'devloop port-forward --help'.")]
    [TestCase("port-forward web 80 --bogus", "See 'devloop port-forward --help'.")]
    [TestCase("port-forward -x 80", "See 'devloop port-forward --help'.")]
    [TestCase("sandbox --port many", "See 'devloop sandbox --help'.")]
    public async Task A_wrong_command_line_is_said_and_where_to_look(string args, string hint)
    {
        var code = await _program.RunAsync(args.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Usage));
            Assert.That(_program.Console.ErrorLines[0], Does.StartWith("error: "));
            Assert.That(_program.Console.ErrorLines[^1], Does.Contain(hint));
            Assert.That(_program.Console.OutLines, Is.Empty);
        });
    }

    [Test]
    public async Task An_argument_with_an_at_sign_is_no_file_to_read()
    {
        var file = Path.Combine(_program.Folder, "args");
        await File.WriteAllTextAsync(file, "web 80");
        var code = await _program.RunAsync("port-forward", "@" + file, "80");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Usage));
            Assert.That(_program.Console.ErrorLines[0], Does.Contain($"'@{file.Split('/')[0]}"));
        });
    }

    [Test]
    public async Task What_a_terminal_would_obey_is_not_repeated_to_it()
    {
        await _program.RunAsync("port-forward", "web\u001b[2J", "80");
        await _program.RunAsync("fly\u001b[2J");
        Assert.That(string.Concat(_program.Console.ErrorLines), Does.Not.Contain("\u001b"));
    }
}
