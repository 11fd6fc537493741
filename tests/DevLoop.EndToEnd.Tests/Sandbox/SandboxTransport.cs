using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Sandbox.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.EndToEnd.Tests.Sandbox;

/// <summary>Our client's way to a sandbox cluster, which it finds as any client does: by a kubeconfig.</summary>
internal static class SandboxTransport
{
    /// <summary>The caller disposes of it.</summary>
    public static ClusterTransport To(SandboxCluster cluster)
    {
        var folder = Directory.CreateTempSubdirectory("devloop-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "kubeconfig");
            cluster.WriteKubeconfig(file);
            var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = file }, ProcessEnvironment.Current());
            return new ClusterTransport(configuration, NullLoggerFactory.Instance, TimeProvider.System);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
