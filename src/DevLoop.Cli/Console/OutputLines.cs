namespace DevLoop.Cli.Console;

/// <summary>Writes lines to stdout as long as it takes them. That it does not is said once.</summary>
internal sealed class OutputLines(TextWriter standardOutput, TextWriter error)
{
    private bool _hasFailed;

    /// <summary>Writes one line. Not thread-safe.</summary>
    public void Write(string line)
    {
        try
        {
            standardOutput.WriteLine(line);
        }
        catch (Exception e) when (ConsoleLines.IsGone(e))
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                error.WritePlainLine($"warning: standard output cannot be written, what goes there is lost: {e.Message}");
            }
        }
    }
}
