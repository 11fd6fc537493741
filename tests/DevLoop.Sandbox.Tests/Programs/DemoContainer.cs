using System.Net;
using System.Net.Sockets;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Programs.Demo;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Programs;

/// <summary>One demo container on a real loopback address, without a pod around it.</summary>
internal sealed class DemoContainer : IAsyncDisposable
{
    private readonly CancellationTokenSource _terminate = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly DemoHttpServer _http;
    private readonly PodAddress _address;

    private DemoContainer(DemoHttpServer http, PodAddress address, TimeProvider time, Dictionary<string, string> environment)
    {
        _http = http;
        _address = address;
        Log = new ContainerLog(time);
        var context = new ContainerContext("web-1", environment, address, Log, time);
        Exit = new DemoProgram(http).RunAsync(context, new ContainerSignals(_terminate.Token, _kill.Token));
    }

    public Task<int> Exit { get; }

    public ContainerLog Log { get; }

    public PodAddress Address => _address;

    public static async Task<DemoContainer> StartAsync(
        (string Name, string Value)? variable = null, TimeProvider? time = null, PodNetwork? network = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (variable is { } given)
        {
            environment.Add(given.Name, given.Value);
        }

        var http = await DemoHttpServer.StartAsync(NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        return new DemoContainer(http, (network ?? PodNetwork.Detect()).Allocate(), time ?? TimeProvider.System, environment);
    }

    public IPEndPoint? Resolve(int port) => _address.Resolve(port);

    /// <summary>Waits until the program has said something.</summary>
    public async Task<string> FirstLogLineAsync()
    {
        while (true)
        {
            var page = Log.Read(0);
            if (page.Lines.Count > 0)
            {
                return page.Lines[0].Text;
            }

            await page.Changed.Within("line in the container's log");
        }
    }

    public async Task<Socket> ConnectAsync(int port)
    {
        await FirstLogLineAsync();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Resolve(port)!).Within("connection");
        return socket;
    }

    public void Terminate() => _terminate.Cancel();

    public void Kill() => _kill.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _kill.CancelAsync();
        await Exit.Within("end of the program");
        await _http.DisposeAsync();
        _address.Dispose();
    }
}
