namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// Finds an exec plugin in PATH as kubectl does: never in the current folder, nor next to this program, where
/// <see cref="System.Diagnostics.Process"/> would look first.
/// </summary>
internal static class ExecutableFinder
{
    /// <summary>The absolute path of the program; null when there is none.</summary>
    public static string? Find(string command, ProcessEnvironment environment)
    {
        if (Path.IsPathFullyQualified(command))
        {
            return WithExtensions(command, environment).FirstOrDefault(IsExecutable);
        }

        return (environment.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => WithExtensions(Path.Combine(folder, command), environment))
            .FirstOrDefault(IsExecutable);
    }

    private static IEnumerable<string> WithExtensions(string path, ProcessEnvironment environment) =>
        !OperatingSystem.IsWindows() || Path.HasExtension(path)
            ? [path]
            : (environment.Variable("PATHEXT") ?? ".EXE;.CMD;.BAT").Split(';').Select(extension => path + extension);

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
    }
}
