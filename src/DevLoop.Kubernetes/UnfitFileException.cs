namespace DevLoop.Kubernetes;

/// <summary>A file can be read, but is not what is looked for.</summary>
/// <param name="path">The file.</param>
/// <param name="why">How it is, such as <c>is larger than 4096 characters</c>.</param>
/// <param name="inner">What showed it.</param>
public sealed class UnfitFileException(string path, string why, Exception? inner = null) : IOException($"{path} {why}.", inner)
{
    /// <summary>How the file is, as the end of a sentence about it, without a full stop.</summary>
    public string Why => why;
}
