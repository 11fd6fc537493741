using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>The client's side of a scripted server, from a kubeconfig on.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="server">The URL for the kubeconfig.</param>
    /// <param name="user">The lines of the user entry, each indented by nothing.</param>
    /// <param name="cluster">Further lines of the cluster entry.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <param name="limits">The limits. Default: the program's.</param>
    /// <param name="variables">The environment. Default: only PATH.</param>
    public TestCluster(
        string server,
        string user = "token: test-token",
        string cluster = "",
        TimeProvider? time = null,
        ClusterLimits? limits = null,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        try
        {
            Configuration = ClusterConfigurationLoader.Load(
                new KubeconfigOptions { Path = _folder.Write("config", Kubeconfig(server, user, cluster)) },
                new ProcessEnvironment { Variables = variables ?? new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" } });
            Transport = new ClusterTransport(Configuration, Log, time ?? TimeProvider.System, limits);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }

        Api = new ApiClient(Transport, Log);
    }

    public RecordedLog Log { get; } = new();

    public ClusterConfiguration Configuration { get; }

    public ClusterTransport Transport { get; }

    public ApiClient Api { get; }

    public PortForwardUpgrader Upgrader(PortForwardTransport? forced = null) => new(Transport, Log, forced);

    public void Dispose()
    {
        Transport.Dispose();
        _folder.Dispose();
    }

    /// <summary>A kubeconfig with one context.</summary>
    public static string Kubeconfig(string server, string user, string cluster = "") =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts:
        - name: test
          context: {"{"} cluster: test, user: test {"}"}
        clusters:
        - name: test
          cluster:
            server: {server}
        {Indent(cluster)}
        users:
        - name: test
          user:
        {Indent(user)}
        """;

    public static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Indent(string lines) => string.Join('\n', lines.Split('\n').Select(l => "    " + l));
}
