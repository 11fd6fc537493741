using Microsoft.Win32.SafeHandles;

namespace DevLoop.Cli.Console;

/// <summary>
/// Standard streams that the process was started without (<c>2&gt;&amp;-</c>). The system gives the number of one to the next file,
/// pipe or socket that is opened, which would then get our words: the pipe in which .NET hands on signals takes them for signals.
/// </summary>
internal static class ClosedStreams
{
    private const int LastStandardStream = 2;

    private static readonly List<SafeFileHandle> Opened = [];

    /// <summary>Opens each of them on nothing. To be called before anything else is opened.</summary>
    public static void Open()
    {
        while (!OperatingSystem.IsWindows() && OpenNothing() is { } handle)
        {
            if (handle.DangerousGetHandle() > LastStandardStream)
            {
                handle.Dispose();
                return;
            }

            Opened.Add(handle);
        }
    }

    private static SafeFileHandle? OpenNothing()
    {
        try
        {
            return File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not even that is there; the program can do without.
            return null;
        }
    }
}
