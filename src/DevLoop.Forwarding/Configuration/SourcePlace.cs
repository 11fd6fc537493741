namespace DevLoop.Forwarding.Configuration;

/// <summary>A place in a file.</summary>
/// <param name="File">The file, relative to the working directory where it is below it.</param>
/// <param name="Line">The line, from 1; 0 where no line is meant, such as those of a file that is not there.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record SourcePlace(string File, long Line, long Column)
{
    /// <summary>The file, or what should be it, as a whole.</summary>
    public static SourcePlace Whole(string file) => new(file, 0, 0);

    /// <summary>As compilers write it.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
