using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Net;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Nodes.Probes;

/// <summary>Probes containers over the pods' network, and words the failures as a kubelet does.</summary>
internal sealed class Prober : IProber, IDisposable
{
    private readonly PodNetwork _network;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public Prober(PodNetwork network, TimeProvider time)
    {
        _network = network;
        _time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = async (context, cancellationToken) =>
                new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true),
            SslOptions = new SslClientAuthenticationOptions
            {
#pragma warning disable CA5359 // A probe asks whether the server answers, not who it is: the API has no certificate for it to check.
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
            },
        });
    }

    public async Task<ProbeResult> ProbeAsync(ProbeSpec probe, ContainerSpec container, PodAddress pod, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(probe.Timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return probe.Action switch
        {
            ProbeAction.HttpGet get when PortOf(get.Port, container) is { } port =>
                await GetAsync(get, new UriBuilder(get.IsHttps ? "https" : "http", get.Host ?? pod.Address.ToString(), port).Uri, limit.Token, cancellationToken),
            ProbeAction.TcpSocket tcp when PortOf(tcp.Port, container) is { } port =>
                await DialAsync(tcp.Host ?? pod.Address.ToString(), port, limit.Token, cancellationToken),
            ProbeAction.Unsupported unsupported =>
                ProbeResult.Error($"{unsupported.Kind} probes cannot run in the sandbox; use httpGet or tcpSocket"),
            ProbeAction.HttpGet { Port: var name } => UnknownPort(name),
            ProbeAction.TcpSocket { Port: var name } => UnknownPort(name),
            _ => throw new InvalidOperationException($"Unknown probe action {probe.Action.GetType().Name}."),
        };
    }

    public void Dispose() => _http.Dispose();

    private static ProbeResult UnknownPort(string name) => ProbeResult.Error($"the container has no port named \"{name}\"");

    private static int? PortOf(string text, ContainerSpec container)
    {
        if (container.NamedPorts.TryGetValue(text, out var named))
        {
            return named;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
    }

    private async Task<ProbeResult> GetAsync(ProbeAction.HttpGet get, Uri server, CancellationToken limit, CancellationToken cancelled)
    {
        var path = get.Path.StartsWith('/') ? get.Path : "/" + get.Path;
        if (!Uri.TryCreate(server, path, out var url))
        {
            return ProbeResult.Error($"the path \"{get.Path}\" is not valid");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.ConnectionClose = true;
        foreach (var (name, value) in get.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, limit);
            return (int)response.StatusCode is >= 200 and < 400
                ? ProbeResult.Success
                : ProbeResult.Failure($"HTTP probe failed with statuscode: {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return ProbeResult.Failure($"Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
        catch (HttpRequestException e)
        {
            return ProbeResult.Failure($"Get \"{url}\": {Reason(server.Host, server.Port, e.InnerException ?? e)}");
        }
    }

    private async Task<ProbeResult> DialAsync(string host, int port, CancellationToken limit, CancellationToken cancelled)
    {
        try
        {
            using var socket = await ConnectAsync(host, port, limit);
            return ProbeResult.Success;
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return ProbeResult.Failure($"dial tcp {host}:{port}: i/o timeout");
        }
        catch (SocketException e)
        {
            return ProbeResult.Failure(Reason(host, port, e));
        }
    }

    private async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (IPAddress.TryParse(host, out var address) && PodNetwork.IsPodAddress(address))
            {
                var listener = _network.Resolve(address, port) ?? throw new SocketException((int)SocketError.ConnectionRefused);
                await socket.ConnectAsync(listener, cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(host, port, cancellationToken);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Reason(string host, int port, Exception e) => e is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
        ? $"dial tcp {host}:{port}: connect: connection refused"
        : e.Message;
}
