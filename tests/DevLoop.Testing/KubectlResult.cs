namespace DevLoop.Testing;

/// <summary>What a kubectl that ended left behind.</summary>
public sealed record KubectlResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output's lines, each split at runs of blanks: the cells of a table.</summary>
    public string[][] Cells => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
