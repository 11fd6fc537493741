using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using DevLoop.Benchmarks.Clusters;

namespace DevLoop.Benchmarks.Processes;

/// <summary>One <c>devloop dev</c> that forwards the echo port of as many Services as asked for.</summary>
internal sealed partial class DevProcess : IDisposable
{
    private readonly ChildProcess _process;

    public DevProcess(string devLoop, BenchCluster cluster, int forwards)
    {
        var file = Path.Combine(cluster.Home, "devloop.yaml");
        File.WriteAllText(file, Configuration(forwards));
        string[] arguments =
        [
            "dev", "-f", file, "--kubeconfig", cluster.Kubeconfig, .. cluster.Context is { } context ? ["--context", context] : Array.Empty<string>(),
            "-n", cluster.Namespace,
        ];
        _process = new ChildProcess(devLoop, arguments, cluster.Home);
        try
        {
            LocalPorts = [.. _process.WaitFor(ForwardingLine(), forwards, TimeSpan.FromMinutes(2))
                .Select(l => int.Parse(ForwardingLine().Match(l.Text).Groups["local"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))];
        }
        catch
        {
            _process.Dispose();
            throw;
        }
    }

    public ProcessUsage Usage => _process.Usage;

    public IReadOnlyList<int> LocalPorts { get; }

    public void Dispose() => _process.Dispose();

    private static string Configuration(int forwards)
    {
        var yaml = new StringBuilder("apiVersion: devloop/v1\nkind: Config\nportForward:\n");
        var ports = FreePorts(forwards);
        for (var i = 0; i < forwards; i++)
        {
            yaml.Append($"- {{resourceType: service, resourceName: {BenchManifests.ServiceName(i)}, port: {BenchManifests.EchoPort}, localPort: {ports[i]}}}\n");
        }

        return yaml.ToString();
    }

    /// <summary>Ports that are free now. One that is taken by then costs nothing: devloop takes the next.</summary>
    private static List<int> FreePorts(int count)
    {
        var held = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }

            return [.. held.Select(s => ((IPEndPoint)s.LocalEndPoint!).Port)];
        }
        finally
        {
            held.ForEach(s => s.Dispose());
        }
    }

    [GeneratedRegex(@"^Port forwarding service/\S+ in namespace .* -> http://127\.0\.0\.1:(?<local>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardingLine();
}
