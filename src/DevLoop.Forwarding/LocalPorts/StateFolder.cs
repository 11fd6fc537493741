using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>Where devloop keeps what it finds again in the next run.</summary>
public static class StateFolder
{
    private const string Name = "devloop";

    /// <summary>
    /// <c>$XDG_STATE_HOME/devloop</c>, else <c>~/.local/state/devloop</c> (XDG Base Directory Specification, which has paths that
    /// are not absolute ignored); on Windows <c>%LOCALAPPDATA%\devloop</c>. Null when the user has no such place.
    /// </summary>
    public static string? Of(ProcessEnvironment environment) => OperatingSystem.IsWindows()
        ? Absolute(environment, "LOCALAPPDATA")
        : Absolute(environment, "XDG_STATE_HOME") ?? (environment.HomeDirectory is { } home ? Path.Combine(home, ".local", "state", Name) : null);

    private static string? Absolute(ProcessEnvironment environment, string variable) =>
        environment.Variables.TryGetValue(variable, out var folder) && Path.IsPathFullyQualified(folder) ? Path.Combine(folder, Name) : null;
}
