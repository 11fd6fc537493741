namespace DevLoop.Forwarding.Configuration;

/// <summary>A place in a file.</summary>
/// <param name="File">The file, relative to the working directory where it is below it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record SourcePlace(string File, long Line, long Column)
{
    /// <summary>As compilers write it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
