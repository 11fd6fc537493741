using System.Text;

namespace DevLoop.Cli.Tests;

/// <summary>Kubeconfigs for tests.</summary>
internal static class KubeconfigText
{
    public const string Token = "s3cr3t-t0k3n-0123456789";

    /// <summary>The context <c>test</c>, which shows <see cref="Token"/>.</summary>
    public static string For(Uri server, string? authorityPem = null) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            {(authorityPem is null ? "" : "certificate-authority-data: " + Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem)))}
        contexts:
        - name: test
          context:
            cluster: test
            user: test
        users:
        - name: test
          user:
            token: {Token}
        """;
}
