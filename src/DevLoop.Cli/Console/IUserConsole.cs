namespace DevLoop.Cli.Console;

/// <summary>Where the program writes: data for programs to stdout, words for people to stderr.</summary>
internal interface IUserConsole
{
    /// <summary>Standard output.</summary>
    TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    TextWriter Error { get; }
}
