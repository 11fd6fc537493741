namespace DevLoop.Kubernetes.Authentication;

/// <summary>A user's <c>exec</c>: the plugin that prints the credentials. A class, not a record: its environment may hold secrets.</summary>
internal sealed class ExecEntry
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    public required string UserName { get; init; }

    /// <summary>A bare name, looked for in PATH, or a path.</summary>
    public required string Command { get; init; }

    public required string ApiVersion { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    public string? InstallHint { get; init; }

    public bool ProvideClusterInfo { get; init; }

    public InteractiveMode InteractiveMode { get; init; }

    public static ExecEntry Read(string userName, YamlMap map, string folder)
    {
        var command = map.String("command") ?? throw map.Malformed($"the exec plugin of user '{userName}' needs a 'command'");
        var apiVersion = map.String("apiVersion") ?? throw map.Malformed($"the exec plugin of user '{userName}' needs an 'apiVersion', {V1}");
        if (apiVersion is not (V1 or V1Beta1))
        {
            throw new KubeconfigException(
                KubeconfigError.NotSupported,
                $"The exec plugin of user '{userName}' in {map.File} has the apiVersion '{PlainText.Of(apiVersion, 80)}', which is not supported: " +
                $"update the plugin and use {V1} or {V1Beta1}.");
        }

        return new ExecEntry
        {
            UserName = userName,
            Command = Resolve(command, folder),
            ApiVersion = apiVersion,
            Arguments = map.Strings("args"),
            Environment = [.. map.Maps("env").Select(ReadVariable)],
            InstallHint = map.String("installHint"),
            ProvideClusterInfo = map.Bool("provideClusterInfo"),
            InteractiveMode = ReadMode(userName, map, apiVersion),
        };
    }

    private static KeyValuePair<string, string> ReadVariable(YamlMap map) => map.String("name") is { Length: > 0 } name && !name.Contains('=', StringComparison.Ordinal)
        ? KeyValuePair.Create(name, map.String("value") ?? "")
        : throw map.Malformed("each item of 'env' needs a 'name' without '='");

    private static InteractiveMode ReadMode(string userName, YamlMap map, string apiVersion) => map.String("interactiveMode") switch
    {
        "Never" => InteractiveMode.Never,
        "IfAvailable" => InteractiveMode.IfAvailable,
        "Always" => InteractiveMode.Always,
        null when apiVersion == V1Beta1 => InteractiveMode.IfAvailable,
        null => throw map.Malformed($"the exec plugin of user '{userName}' needs an 'interactiveMode': Never, IfAvailable or Always"),
        _ => throw map.Malformed("'interactiveMode' must be Never, IfAvailable or Always"),
    };

    /// <summary>As kubectl has it: a bare name is left to PATH, a relative path is relative to the kubeconfig.</summary>
    private static string Resolve(string command, string folder) =>
        command.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) ? Path.GetFullPath(command, folder) : command;
}
