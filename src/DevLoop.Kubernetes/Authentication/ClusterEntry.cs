using System.Text.Json.Nodes;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>One of a kubeconfig's <c>clusters</c>.</summary>
internal sealed class ClusterEntry
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    public required string Name { get; init; }

    public required string File { get; init; }

    public string? Server { get; init; }

    public string? TlsServerName { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public PemSource? CertificateAuthority { get; init; }

    public string? ProxyUrl { get; init; }

    public bool DisableCompression { get; init; }

    /// <summary>What this cluster has to say to exec plugins (the extension named client.authentication.k8s.io/exec).</summary>
    public JsonNode? ExecConfig { get; init; }

    public static ClusterEntry Read(string name, YamlMap map, string folder) => new()
    {
        Name = name,
        File = map.File,
        Server = map.String("server"),
        TlsServerName = map.String("tls-server-name"),
        InsecureSkipTlsVerify = map.Bool("insecure-skip-tls-verify"),
        CertificateAuthority = PemSource.From(map, "certificate-authority", $"cluster '{name}'", folder),
        ProxyUrl = map.String("proxy-url"),
        DisableCompression = map.Bool("disable-compression"),
        ExecConfig = map.Maps("extensions").FirstOrDefault(e => e.String("name") == ExecExtension)?.Json("extension"),
    };
}
