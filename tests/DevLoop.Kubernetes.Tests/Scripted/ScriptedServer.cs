using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>An HTTP/1.1 server on raw sockets that answers what the test says, right or wrong.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentBag<string?> _serverNames = [];
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ScriptedExchange, Task> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Func<NetworkStream, Stream> _beneath;
    private Task _accepting = Task.CompletedTask;

    /// <param name="answer">Answers each request.</param>
    /// <param name="tls">What a client is shown; null for a server without TLS.</param>
    /// <param name="beneath">Lays something over each connection, below TLS. Default: nothing.</param>
    /// <param name="listens">Whether it listens from the start. Until <see cref="Listen"/>, who connects is refused.</param>
    public ScriptedServer(
        Func<ScriptedExchange, Task> answer, SslServerAuthenticationOptions? tls = null, Func<NetworkStream, Stream>? beneath = null, bool listens = true)
    {
        _answer = answer;
        _tls = tls;
        _beneath = beneath ?? (stream => stream);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        if (listens)
        {
            Listen();
        }
    }

    public int Port { get; }

    public string Url => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{Port}";

    public IReadOnlyList<ScriptedRequest> Requests => [.. _requests];

    /// <summary>Completes when the first request is there, before it is answered.</summary>
    public Task Asked => _asked.Task;

    /// <summary>The names that clients asked for in their TLS greeting.</summary>
    public IReadOnlyCollection<string?> ServerNames => _serverNames;

    /// <summary>Takes connections from now on. To be called once.</summary>
    public void Listen()
    {
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        // Only then: a listener that has stopped may not be asked to accept.
        _listener.Dispose();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections.Add(Task.Run(() => ServeAsync(socket)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var beneath = _beneath(new NetworkStream(socket, ownsSocket: true));
        var stream = beneath;
        try
        {
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
                _serverNames.Add(secure.TargetHostName);
            }

            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                _asked.TrySetResult();
                var exchange = new ScriptedExchange(request, stream, beneath, (stream as SslStream)?.RemoteCertificate, _stop.Token);
                await _answer(exchange);
                if (exchange.IsOver)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private async Task<ScriptedRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).GroupBy(h => h[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => string.Join(", ", g.Select(h => h[1])), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var first = lines[0].Split(' ');
        return new ScriptedRequest(first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }
}
