namespace DevLoop.Cli.Console;

/// <summary>The process's own standard streams. Lines of many tasks do not mix: the writers are synchronized.</summary>
internal sealed class TerminalConsole : IUserConsole
{
    public TextWriter Out => System.Console.Out;

    public TextWriter Error => System.Console.Error;
}
