using System.Globalization;
using System.Text.RegularExpressions;
using DevLoop.Cli.Console;

namespace DevLoop.Cli.Demo;

/// <summary>A command of devloop that runs beside the demo, as in a terminal of its own: what it writes is shown, indented.</summary>
internal sealed partial class DemoTerminal
{
    private readonly LineConsole _lines;
    private readonly string _name;

    private DemoTerminal(string name, LineConsole lines, Task<int> end)
    {
        _name = name;
        _lines = lines;
        End = end;
    }

    /// <summary>The command's exit code, once it has ended.</summary>
    public Task<int> End { get; }

    /// <summary>How many lines it has written.</summary>
    public int LineCount => _lines.Count;

    /// <summary>Starts a command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="show">Gets each line that it writes.</param>
    /// <param name="run">Runs a devloop command line on a console of its own until cancelled.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public static DemoTerminal Start(
        string[] args, Action<string> show, Func<string[], IUserConsole, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var lines = new LineConsole(show, show);
        return new DemoTerminal(args[0], lines, Task.Run(() => run(args, lines, cancellationToken), CancellationToken.None));
    }

    /// <summary>The local port that leads to a port of a resource, once the command says it.</summary>
    /// <exception cref="DemoException">The command ends before.</exception>
    public async Task<int> LocalPortAsync(string resource, string port, CancellationToken cancellationToken)
    {
        var found = await WaitForAsync(
            line => ForwardingLine().Match(line) is { Success: true } match && match.Groups["resource"].Value == resource && match.Groups["port"].Value == port
                ? match.Groups["local"].Value
                : null,
            after: 0,
            cancellationToken);
        return int.Parse(found, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits for a line that begins in this way.</summary>
    /// <param name="beginning">The line's first words.</param>
    /// <param name="after">How many of the first lines do not matter.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DemoException">The command ends before.</exception>
    public Task<string> WaitForLineAsync(string beginning, int after, CancellationToken cancellationToken) =>
        WaitForAsync(line => line.StartsWith(beginning, StringComparison.Ordinal) ? line : null, after, cancellationToken);

    private async Task<string> WaitForAsync(Func<string, string?> wanted, int after, CancellationToken cancellationToken)
    {
        var line = _lines.WaitForAsync(wanted, after, cancellationToken);
        return await Task.WhenAny(line, End) == line
            ? await line
            : throw new DemoException($"devloop {_name} ended early, with exit code {await End}.");
    }

    [GeneratedRegex(@"^Port forwarding (?<resource>\S+) in namespace \S+, remote port (?<port>\S+) -> http://\S+:(?<local>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardingLine();
}
