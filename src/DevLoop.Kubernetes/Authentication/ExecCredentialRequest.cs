using System.Text.Json.Nodes;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>What a plugin is told in KUBERNETES_EXEC_INFO, see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/.</summary>
internal static class ExecCredentialRequest
{
    public static string ToJson(ExecEntry plugin, ClusterEntry cluster, bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.ProvideClusterInfo)
        {
            spec["cluster"] = Cluster(cluster);
        }

        return new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = plugin.ApiVersion,
            ["spec"] = spec,
        }.ToJsonString();
    }

    private static JsonObject Cluster(ClusterEntry cluster)
    {
        var info = new JsonObject { ["server"] = cluster.Server };
        if (cluster.TlsServerName is { Length: > 0 } name)
        {
            info["tls-server-name"] = name;
        }

        if (cluster.InsecureSkipTlsVerify)
        {
            info["insecure-skip-tls-verify"] = true;
        }

        if (cluster.CertificateAuthority is { } authority)
        {
            info["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority.ReadPem()));
        }

        if (cluster.ProxyUrl is { Length: > 0 } proxy)
        {
            info["proxy-url"] = proxy;
        }

        if (cluster.DisableCompression)
        {
            info["disable-compression"] = true;
        }

        // Given even when null: the published schema names it among the fields every plugin may read.
        info["config"] = cluster.ExecConfig?.DeepClone();
        return info;
    }
}
