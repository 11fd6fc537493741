using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using DevLoop.Sandbox.Hosting;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// What stands before the API server of a sandbox so that it has a <see cref="ContainerdNode"/>: connections go on to the API server,
/// but for those that ask for a port-forward to a pod of that node, which go to containerd, as an API server and a kubelet pass them on.
/// </summary>
internal sealed class ApiServerFront : IAsyncDisposable
{
    private static readonly Regex PortForward = new(
        @"^(?<method>GET|POST) /api/v1/namespaces/default/pods/(?<pod>[^/]+)/portforward(\?ports=(?<port>\d+))? ",
        RegexOptions.ExplicitCapture,
        TestLimits.Event);

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SandboxCluster _cluster;
    private readonly X509Certificate2 _authority;
    private readonly ContainerdNode _node;
    private readonly Task _work;

    /// <summary>Begins to listen.</summary>
    public ApiServerFront(SandboxCluster cluster, ContainerdNode node)
    {
        _cluster = cluster;
        _authority = X509Certificate2.CreateFromPem(cluster.CertificateAuthority);
        _node = node;
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>A kubeconfig that leads here.</summary>
    public string Kubeconfig => _cluster.Kubeconfig.Replace(
        _cluster.ServerUrl.GetLeftPart(UriPartial.Authority), $"http://{_listener.LocalEndpoint}", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _listener.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                connections.Add(Task.Run(() => ServeAsync(socket)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var head = await HttpHead.ReadAsync(client, _stop.Token);
            var asked = PortForward.Match(head);
            if (asked.Success && _node.Find(asked.Groups["pod"].Value) is { } pod)
            {
                await ForwardAsync(client, pod, asked, head[asked.Length..]);
            }
            else
            {
                await PassOnAsync(client, head);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two ends is gone, and with it the connection.
        }
    }

    private async Task PassOnAsync(NetworkStream client, string head)
    {
        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(_cluster.ServerUrl.Host, _cluster.ServerUrl.Port, _stop.Token);
        await using var secure = new SslStream(server.GetStream());
        await secure.AuthenticateAsClientAsync(TlsOptions(), _stop.Token);
        await WriteAsync(secure, head);
        await CopyAsync(client, secure);
    }

    private async Task ForwardAsync(NetworkStream client, DemoPod pod, Match asked, string rest)
    {
        try
        {
            int[] ports = asked.Groups["port"] is { Success: true } port ? [int.Parse(port.Value, CultureInfo.InvariantCulture)] : [];
            var url = await SharedContainerd.Host.PortForwardUrlAsync(pod, ports, _stop.Token);
            using var runtime = new TcpClient { NoDelay = true };
            await runtime.ConnectAsync(url.Host, url.Port, _stop.Token);
            await WriteAsync(runtime.GetStream(), $"{asked.Groups["method"].Value} {url.PathAndQuery} {rest}");
            var answer = await HttpHead.ReadAsync(runtime.GetStream(), _stop.Token);

            // Another request on this connection need not be for the same pod.
            await WriteAsync(client, answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) ? answer : $"{answer[..^2]}Connection: close\r\n\r\n");
            await CopyAsync(client, runtime.GetStream());
        }
        catch (GrpcException e)
        {
            // So says a kubelet that finds no sandbox of the pod.
            await WriteAsync(
                client,
                $"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {e.Message.Length}\r\n\r\n{e.Message}");
        }
    }

    private ValueTask WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);

    private async Task CopyAsync(Stream client, Stream server) =>
        await await Task.WhenAny(client.CopyToAsync(server, _stop.Token), server.CopyToAsync(client, _stop.Token));

    private SslClientAuthenticationOptions TlsOptions() => new()
    {
        TargetHost = _cluster.ServerUrl.Host,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
