using System.Collections;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>What finding a cluster takes from the process it runs in. Tests bring their own.</summary>
public sealed record ProcessEnvironment
{
    /// <summary>The environment variables, by name.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Where <c>.kube/config</c> is looked for; null when the user has no home.</summary>
    public string? HomeDirectory { get; init; }

    /// <summary>Where Kubernetes mounts the service account of a pod.</summary>
    public string ServiceAccountDirectory { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether an exec plugin may ask the user something on standard input.</summary>
    public bool StandardInputIsTerminal { get; init; }

    /// <summary>The environment of this process, as it is now.</summary>
    public static ProcessEnvironment Current()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return new ProcessEnvironment
        {
            Variables = Environment.GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", VariableNames),
            HomeDirectory = home.Length > 0 ? home : null,
            StandardInputIsTerminal = !Console.IsInputRedirected,
        };
    }

    internal static StringComparer VariableNames =>
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The variable's value; null when it is unset or empty.</summary>
    internal string? Variable(string name) => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
