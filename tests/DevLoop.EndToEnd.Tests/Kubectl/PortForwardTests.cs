using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Programs;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Kubectl;

/// <summary>kubectl port-forward against the sandbox; with "false" over raw SPDY, else over the WebSocket tunnel where this kubectl has it.</summary>
[Category(RealPeer.Category)]
[TestFixture("true")]
[TestFixture("false")]
internal sealed partial class PortForwardTests(string webSockets)
{
    private const int Length = 1_000_000;

    private const string Manifests = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels: {app: web}
        spec:
          containers:
          - name: app
            image: devloop.dev/demo
            env: [{name: VERSION, value: v1}]
            ports: [{name: http, containerPort: 8080}]
            readinessProbe: {httpGet: {path: /healthz, port: http}}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector: {app: web}
          ports: [{name: http, port: 80, targetPort: http}]
        """;

    private readonly List<Process> _processes = [];
    private SandboxCluster _cluster = null!;
    private Testing.Kubectl _kubectl = null!;

    [SetUp]
    public async Task Start()
    {
        _cluster = await SandboxCluster.StartAsync(new SandboxOptions(), CancellationToken.None);
        _kubectl = new Testing.Kubectl(_cluster.Kubeconfig);
        await _cluster.ApplyManifestsAsync(Manifests);
        var ready = await _kubectl.RunAsync("wait", "--for=condition=Ready", "pod/web", "--timeout=30s");
        Assert.That(ready.ExitCode, Is.Zero, ready.ToString());
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var process in _processes)
        {
            Testing.Kubectl.Stop(process);
            process.Dispose();
        }

        _kubectl?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    [TestCase("pod/web", 8080)]
    [TestCase("service/web", 80)]
    public async Task A_megabyte_comes_down_byte_for_byte(string target, int remotePort)
    {
        var (_, port) = await ForwardAsync(target, remotePort);
        using var client = await ConnectAsync(port);

        await client.SendAsync(Encoding.ASCII.GetBytes($"GET /bytes?n={Length} HTTP/1.0\r\n\r\n"));
        var answer = await ReadToEndAsync(client);

        var body = answer.AsMemory(answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4);
        Assert.That(body.Length, Is.EqualTo(Length));
        Assert.That(BytePattern.FirstDifference(body.Span, 0), Is.EqualTo(-1));
    }

    [Test]
    public async Task A_megabyte_goes_up_and_comes_back_byte_for_byte_after_the_end_of_file()
    {
        var (_, port) = await ForwardAsync("pod/web", 7000);
        using var client = await ConnectAsync(port);
        var sent = new byte[Length];
        new Random(1).NextBytes(sent);

        var receiving = ReadToEndAsync(client);
        await client.SendAsync(sent).Within("end of the upload");
        client.Shutdown(SocketShutdown.Send);

        Assert.That((await receiving).AsSpan().SequenceEqual(sent), Is.True);
    }

    [Test]
    public async Task The_sink_answers_after_the_end_of_file()
    {
        var (_, port) = await ForwardAsync("pod/web", 7002);
        using var client = await ConnectAsync(port);

        await client.SendAsync(new byte[Length]).Within("end of the upload");
        client.Shutdown(SocketShutdown.Send);

        Assert.That(Encoding.ASCII.GetString(await ReadToEndAsync(client)), Is.EqualTo(Length.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    [Test]
    public async Task One_connection_after_the_other_is_answered()
    {
        var (_, port) = await ForwardAsync("pod/web", 8080);

        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync(port);
            await client.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
            Assert.That(Encoding.ASCII.GetString(await ReadToEndAsync(client)), Does.EndWith("\r\n\r\nweb v1\n"));
        }
    }

    [Test]
    public async Task Where_nothing_listens_kubectl_gets_the_text()
    {
        var (process, port) = await ForwardAsync("pod/web", 9999);
        using var client = await ConnectAsync(port);

        Assert.That(await ReadToEndAsync(client), Is.Empty);

        // Whether kubectl goes on after it is its own affair: up to 1.22 it did, since then it gives the session up.
        var error = await process.StandardError.ReadLineAsync().Within("what kubectl says of the error");
        Assert.That(error, Does.Contain("error forwarding port 9999 to pod ").And.Contain("connection refused"));
    }

    [Test]
    public async Task A_pod_that_does_not_exist_is_not_found()
    {
        var result = await _kubectl.RunAsync("port-forward", "pod/nope", ":8080");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("pods \"nope\" not found"));
    }

    [Test]
    public async Task The_logs_tell_what_the_program_wrote()
    {
        var result = await _kubectl.RunAsync("logs", "web");

        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.StartWith("web v1 listens on 8080 (http)").And.Contain("GET /healthz 200"));
    }

    private async Task<(Process Process, int Port)> ForwardAsync(string target, int remotePort)
    {
        var process = _kubectl.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBECTL_PORT_FORWARD_WEBSOCKETS"] = webSockets }, "port-forward", target, $":{remotePort}");
        _processes.Add(process);
        var line = await process.StandardOutput.ReadLineAsync().Within("first line of kubectl port-forward");
        var match = Forwarding().Match(line ?? "");
        if (!match.Success)
        {
            Assert.Fail($"kubectl said: {line} {await process.StandardError.ReadToEndAsync().Within("the reason why kubectl ended")}");
        }

        return (process, int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).Within("connection");
        return socket;
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer).Within("end of file")) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    [GeneratedRegex(@"^Forwarding from 127\.0\.0\.1:(?<port>\d+) -> \d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forwarding();
}
