using System.CommandLine;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Cli.Commands;

/// <summary>The option <c>--hold</c> of the commands that forward.</summary>
internal sealed class HoldOption
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly Option<string> _hold = new("--hold")
    {
        Description = "How long a connection waits for a pod before it is reset, such as 500ms or 2m; 0 lets none wait.",
        DefaultValueFactory = _ => "30s",
        HelpName = "TIME",
    };

    public void AddTo(Command command) => command.Add(_hold);

    /// <exception cref="ForwardArgumentException">It is no time, or longer than a day.</exception>
    public TimeSpan Read(ParseResult result)
    {
        var text = result.GetValue(_hold)!;
        var hold = DurationText.Parse(text, "--hold", allowZero: true);
        return hold <= Longest ? hold : throw new ForwardArgumentException($"--hold '{text}' is too long: give at most {Longest.TotalHours}h.");
    }
}
