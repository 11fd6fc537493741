namespace DevLoop.Kubernetes.Authentication;

/// <summary>One of a kubeconfig's <c>users</c>. A class, not a record: it holds secrets and must not print itself.</summary>
internal sealed class UserEntry
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public PemSource? ClientCertificate { get; init; }

    public PemSource? ClientKey { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public ExecEntry? Exec { get; init; }

    /// <summary>The headers that make the server act as somebody else.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Impersonation { get; init; } = [];

    public bool HasAuthProvider { get; init; }

    public static UserEntry Read(string name, YamlMap map, string folder) => new()
    {
        Name = name,
        File = map.File,
        ClientCertificate = PemSource.From(map, "client-certificate", $"user '{name}'", folder),
        ClientKey = PemSource.From(map, "client-key", $"user '{name}'", folder),
        Token = map.String("token"),
        TokenFile = map.String("tokenFile") is { Length: > 0 } path ? Path.Combine(folder, path) : null,
        Username = map.String("username"),
        Password = map.String("password"),
        Exec = map.Map("exec") is { } exec ? ExecEntry.Read(name, exec, folder) : null,
        Impersonation = Authentication.Impersonation.Read(map),
        HasAuthProvider = map.Map("auth-provider") is not null,
    };
}
