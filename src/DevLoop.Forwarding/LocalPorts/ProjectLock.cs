namespace DevLoop.Forwarding.LocalPorts;

/// <summary>
/// The right to write a project's state: one process has it, for as long as it holds a file open, so it ends with the process
/// however that ends. The file stays, since removing it would let two processes lock two files of one name.
/// </summary>
internal static class ProjectLock
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;

    /// <summary>The open file, or null when another process has the right.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static FileStream? TryTake(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnBsd)
        {
            return null;
        }
    }
}
