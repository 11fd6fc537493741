using System.Text;
using DevLoop.Kubernetes;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The kubeconfig of a cluster: one cluster, one user, one context, each named after it.</summary>
internal static class KubeconfigFile
{
    public static string Text(string name, Uri server, string authorityPem, string token) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: {name}
        clusters:
        - name: {name}
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
        contexts:
        - name: {name}
          context:
            cluster: {name}
            user: {name}
            namespace: default
        users:
        - name: {name}
          user:
            token: {token}

        """;

    /// <summary>Writes the file for its owner alone.</summary>
    public static void Write(string path, string text)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        PrivateFile.Write(full, Encoding.UTF8.GetBytes(text));
    }
}
