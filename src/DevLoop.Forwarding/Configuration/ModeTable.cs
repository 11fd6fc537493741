namespace DevLoop.Forwarding.Configuration;

/// <summary>What <c>--port-forward</c> turns on, for each command.</summary>
public static class ModeTable
{
    /// <summary>What the flag without a value stands for: the command's modes and those of Services.</summary>
    public const string Bare = "true";

    private static readonly Dictionary<string, (ForwardModes WithoutFlag, ForwardModes WithFlag)> Commands = new(StringComparer.Ordinal)
    {
        ["dev"] = (ForwardModes.User, ForwardModes.User | ForwardModes.Services),
        ["debug"] = (ForwardModes.User | ForwardModes.Debug, ForwardModes.User | ForwardModes.Services | ForwardModes.Debug),
        ["deploy"] = (ForwardModes.None, ForwardModes.User | ForwardModes.Services),
        ["run"] = (ForwardModes.None, ForwardModes.User | ForwardModes.Services),
    };

    private static readonly Dictionary<string, ForwardModes> Modes = new(StringComparer.Ordinal)
    {
        ["user"] = ForwardModes.User,
        ["services"] = ForwardModes.Services,
        ["pods"] = ForwardModes.Pods,
        ["debug"] = ForwardModes.Debug,
    };

    private static readonly string[] Alone = ["true", "off", "false"];

    /// <summary>The commands that forward.</summary>
    public static IReadOnlyCollection<string> CommandNames => Commands.Keys;

    /// <summary>The modes of a run.</summary>
    /// <param name="command">One of <see cref="CommandNames"/>.</param>
    /// <param name="flagValue">The value of <c>--port-forward</c>; null when the flag is not given, <see cref="Bare"/> or empty when it has no value.</param>
    /// <exception cref="ForwardArgumentException">The value holds a name that is none, or a name that stands alone beside others.</exception>
    public static ForwardModes Resolve(string command, string? flagValue)
    {
        var (withoutFlag, withFlag) = Commands[command];
        return flagValue switch
        {
            null => withoutFlag,
            "" or Bare => withFlag,
            "off" or "false" => ForwardModes.None,
            _ => Listed(flagValue),
        };
    }

    private static ForwardModes Listed(string flagValue)
    {
        var modes = ForwardModes.None;
        foreach (var name in flagValue.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Array.IndexOf(Alone, name) >= 0)
            {
                throw new ForwardArgumentException(
                    $"--port-forward={flagValue}: '{name}' stands alone. Give --port-forward={name}, or a list of {string.Join(", ", Modes.Keys)}.");
            }

            modes |= Modes.TryGetValue(name, out var mode) ? mode : throw Unknown(flagValue, name);
        }

        // A port that a debugger listens on is one that the container declares.
        return modes.HasFlag(ForwardModes.Pods) ? modes & ~ForwardModes.Debug : modes;
    }

    private static ForwardArgumentException Unknown(string flagValue, string name)
    {
        string[] all = [.. Modes.Keys, .. Alone];
        var near = CloseNames.To(name.ToLowerInvariant(), all, 1) is [var one] ? $"Did you mean '{one}'? " : "";
        return new($"--port-forward={flagValue}: there is no mode '{name}'. {near}Give {string.Join(", ", Alone)}, or a list of {string.Join(", ", Modes.Keys)}.");
    }
}
