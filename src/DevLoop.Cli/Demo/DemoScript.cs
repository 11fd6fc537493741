using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DevLoop.Cli.Console;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Demo;

/// <summary>
/// Shows in half a minute what devloop is for, by running its own commands: a cluster in this process, a forward into it, a
/// transfer whose pod is deleted, and the forward that goes on with the next pod.
/// </summary>
/// <param name="console">Where the story is told.</param>
/// <param name="run">Runs a devloop command line on a console of its own until cancelled.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed partial class DemoScript(
    IUserConsole console, Func<string[], IUserConsole, CancellationToken, Task<int>> run, ILoggerFactory loggerFactory, TimeProvider time)
{
    private const int WebPort = 80;
    private const int SourcePort = 7001;
    private const int EnoughBytes = 20_000_000;

    private readonly TextWriter _out = console.Out;

    /// <exception cref="DemoException">Something was not as it should be.</exception>
    public async Task RunAsync(string folder, string manifests, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var commands = new List<Task<int>>();
        try
        {
            await TellAsync(commands, folder, manifests, stop.Token);
            _out.WriteLine();
            _out.WriteLine("6. Ctrl+C ends both commands, here the demo does it.");
        }
        finally
        {
            // Whatever happened, nothing runs on in a folder that is about to be deleted.
            await stop.CancelAsync();
            await Task.WhenAll(commands);
        }

        var codes = commands.ConvertAll(c => c.Result);
        _out.WriteLine(codes.TrueForAll(c => c == 0) ? "   Done: everything is closed." : throw new DemoException($"The commands ended with {string.Join(" and ", codes)}."));
    }

    private async Task TellAsync(List<Task<int>> commands, string folder, string manifests, CancellationToken cancellationToken)
    {
        var kubeconfig = Path.Combine(folder, "kubeconfig");

        _out.WriteLine("1. A Kubernetes cluster to try things on, inside this process: two pods, web-1 and web-2, behind the Service web.");
        var sandboxConsole = new LineConsole(Show, Show);
        var sandbox = Start(["sandbox", "-f", manifests, "--kubeconfig-out", kubeconfig], sandboxConsole, cancellationToken);
        commands.Add(sandbox);
        await WhileRunning(sandbox, sandboxConsole.WaitForAsync(line => line.StartsWith("export KUBECONFIG", StringComparison.Ordinal) ? line : null, cancellationToken));

        _out.WriteLine();
        _out.WriteLine("2. Two of the Service's ports become ports of this machine. This is what you would leave running beside your editor.");
        var forwardConsole = new LineConsole(Show, Show);
        var forward = Start(["port-forward", "service/web", $":{WebPort}", $":{SourcePort}", "--kubeconfig", kubeconfig], forwardConsole, cancellationToken);
        commands.Add(forward);
        var web = await WhileRunning(forward, LocalPortAsync(forwardConsole, "8080", cancellationToken));
        var source = await WhileRunning(forward, LocalPortAsync(forwardConsole, "7001", cancellationToken));

        _out.WriteLine();
        _out.WriteLine("3. A request to the local port is answered by a pod.");
        var first = await FetchAsync(web, cancellationToken);

        _out.WriteLine();
        _out.WriteLine($"4. A transfer runs, and the pod that sends it is deleted. With kubectl the forward would be lost here.");
        await DeleteDuringTransferAsync(kubeconfig, first, source, cancellationToken);

        _out.WriteLine();
        _out.WriteLine("5. The same local port again, a moment later: the next pod answers, and nobody restarted anything.");
        var second = await FetchAsync(web, cancellationToken);
        if (second == first)
        {
            throw new DemoException($"Pod {first} was deleted and still answers.");
        }
    }

    /// <summary>Shows a line that a command writes, indented.</summary>
    private void Show(string line) => _out.WriteLine($"     | {line}");

    private Task<int> Start(string[] args, LineConsole shown, CancellationToken cancellationToken)
    {
        _out.WriteLine($"   $ devloop {string.Join(' ', args)}");
        return Task.Run(() => run(args, shown, cancellationToken), CancellationToken.None);
    }

    /// <summary>Waits for something that a command leads to, but not longer than the command runs.</summary>
    private static async Task<T> WhileRunning<T>(Task<int> command, Task<T> result)
    {
        if (await Task.WhenAny(command, result) == command)
        {
            throw new DemoException($"The command ended early, with exit code {await command}.");
        }

        return await result;
    }

    private static async Task<int> LocalPortAsync(LineConsole forward, string remotePort, CancellationToken cancellationToken)
    {
        var port = await forward.WaitForAsync(
            line => ForwardingLine().Match(line) is { Success: true } match && match.Groups["remote"].Value == remotePort ? match.Groups["local"].Value : null,
            cancellationToken);
        return int.Parse(port, CultureInfo.InvariantCulture);
    }

    private async Task<string> FetchAsync(int port, CancellationToken cancellationToken)
    {
        _out.WriteLine($"   $ curl http://127.0.0.1:{port}/");
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false });
        var answer = (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), cancellationToken)).Trim();
        _out.WriteLine($"   {answer}");
        return answer.Split(' ')[0];
    }

    private async Task DeleteDuringTransferAsync(string kubeconfig, string pod, int source, CancellationToken cancellationToken)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _out.WriteLine($"   $ nc 127.0.0.1 {source} > /dev/null");
        var transfer = ReadToEndAsync(source, enough, cancellationToken);
        await Task.WhenAny(transfer, enough.Task);
        _out.WriteLine($"   $ kubectl delete pod {pod}");
        await DeletePodAsync(kubeconfig, pod, cancellationToken);
        var (bytes, end) = await transfer;
        if (bytes < EnoughBytes)
        {
            throw new DemoException($"The transfer ended with {end} after {bytes} bytes, before its pod was deleted.");
        }

        _out.WriteLine($"   {bytes / 1_000_000} MB came, then the pod was gone and the transfer ended with {end}.");
    }

    /// <summary>Reads until the connection ends, in whatever way.</summary>
    private static async Task<(long Bytes, string End)> ReadToEndAsync(int port, TaskCompletionSource enough, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        var stream = client.GetStream();
        var buffer = new byte[64 * 1024];
        var bytes = 0L;
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                bytes += read;
                if (bytes >= EnoughBytes)
                {
                    enough.TrySetResult();
                }
            }

            return (bytes, "an end of file");
        }
        catch (IOException)
        {
            return (bytes, "a reset, so that nobody takes the part for the whole");
        }
    }

    private async Task DeletePodAsync(string kubeconfig, string pod, CancellationToken cancellationToken)
    {
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = kubeconfig }, ProcessEnvironment.Current());
        using var transport = new ClusterTransport(configuration, loggerFactory, time);
        await new ApiClient(transport, loggerFactory).DeleteAsync<Pod>(configuration.Namespace, pod, gracePeriod: null, cancellationToken);
    }

    [GeneratedRegex(@"^Forwarding from 127\.0\.0\.1:(?<local>\d+) -> (?<remote>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardingLine();
}
