using DevLoop.Kubernetes;

namespace DevLoop.Cli.Console;

/// <summary>Writes lines to a terminal that may hold what a cluster, a file or another program wrote.</summary>
internal static class ConsoleLines
{
    private const int MaxLength = 2000;

    /// <summary>Writes one line without anything that a terminal would obey: escape sequences, line breaks, overrides of the text's direction.</summary>
    public static void WritePlainLine(this TextWriter writer, string line) => writer.WriteLine(PlainText.Of(line, MaxLength));

    /// <summary>
    /// Whether a stream cannot be written. Where its number was given to a file that is only read, the system says
    /// <c>EBADF</c>, which .NET reports as missing access.
    /// </summary>
    public static bool IsGone(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
