using System.Net.Sockets;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>
/// The program of image <c>devloop.dev/demo</c>: HTTP on 8080, echo on 7000, an endless source on 7001, a counting sink on 7002.
/// </summary>
/// <remarks>Asked to terminate, it stops accepting, gives its open connections the time they need, and exits with 0.</remarks>
internal sealed class DemoProgram(DemoHttpServer http) : IContainerProgram
{
    /// <summary>The repository of the image; its tag and digest do not matter.</summary>
    public const string Image = "devloop.dev/demo";

    public async Task<int> RunAsync(ContainerContext context, ContainerSignals signals)
    {
        if (!DemoSettings.TryRead(context.Environment, out var settings, out var error))
        {
            context.Log.WriteLine(error);
            return ExitCodes.BadEnvironment;
        }

        var controls = new DemoControls();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(signals.Kill);
        var exiting = ExitAsync(settings, context, controls, abort.Token);
        var serving = ServeAsync(settings, context, controls, signals.Terminate, abort.Token);
        var first = await Task.WhenAny(exiting, serving);
        await abort.CancelAsync();
        await Task.WhenAll(exiting, serving);
        return await first;
    }

    /// <summary>The end that the environment or a client asks for.</summary>
    private static async Task<int> ExitAsync(DemoSettings settings, ContainerContext context, DemoControls controls, CancellationToken abort)
    {
        var crash = settings.CrashAfter is { } crashAfter && !(settings.ExitAfter < crashAfter);
        var after = crash ? settings.CrashAfter : settings.ExitAfter;
        using var crashed = CancellationTokenSource.CreateLinkedTokenSource(abort);
        try
        {
            var delay = Task.Delay(after ?? Timeout.InfiniteTimeSpan, context.Time, crashed.Token);
            if (await Task.WhenAny(delay, controls.Crash) == controls.Crash)
            {
                await crashed.CancelAsync();
                context.Log.WriteLine("crashing, as a client asked");
                return await controls.Crash;
            }

            await delay;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Killed;
        }

        context.Log.WriteLine(crash ? "crashing, as CRASH_AFTER says" : "exiting, as EXIT_AFTER says");
        return crash ? ExitCodes.Failure : ExitCodes.Success;
    }

    private async Task<int> ServeAsync(
        DemoSettings settings, ContainerContext context, DemoControls controls, CancellationToken terminate, CancellationToken abort)
    {
        var servers = new List<PortServer>();
        try
        {
            using (var stop = CancellationTokenSource.CreateLinkedTokenSource(terminate, abort))
            {
                await Task.Delay(settings.StartDelay, context.Time, stop.Token);
            }

            foreach (var (port, handler) in Ports(settings, context, controls))
            {
                if (!TryListen(context, port, handler, servers))
                {
                    return ExitCodes.Failure;
                }
            }

            context.Log.WriteLine(
                $"{context.HostName} {settings.Version} listens on {settings.HttpPort} (http), {settings.EchoPort} (echo), {settings.SourcePort} (source), {settings.SinkPort} (sink)");
            using var terminated = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Time);
            using var asked = terminate.UnsafeRegister(_ => TerminateAfter(settings.StopDelay, terminated), null);
            await Task.WhenAll(servers.Select(server => server.RunAsync(terminated.Token, abort)));
            if (!abort.IsCancellationRequested)
            {
                context.Log.WriteLine("terminated, with no connection left open");
            }

            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Success;
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }

    private static void TerminateAfter(TimeSpan delay, CancellationTokenSource terminated)
    {
        if (delay > TimeSpan.Zero)
        {
            terminated.CancelAfter(delay);
        }
        else
        {
            terminated.Cancel();
        }
    }

    private IEnumerable<(int Port, IConnectionHandler Handler)> Ports(DemoSettings settings, ContainerContext context, DemoControls controls) =>
    [
        (settings.HttpPort, new HttpHandler(http, new DemoSite(context.HostName, settings.Version, controls, context.Log))),
        (settings.EchoPort, new EchoHandler()),
        (settings.SourcePort, new SourceHandler()),
        (settings.SinkPort, new SinkHandler()),
    ];

    private static bool TryListen(ContainerContext context, int port, IConnectionHandler handler, List<PortServer> servers)
    {
        try
        {
            servers.Add(new PortServer(context.Network.Listen(port), handler, context.Log, context.Time));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            context.Log.WriteLine($"listen tcp :{port}: bind: address already in use");
            return false;
        }
    }
}
