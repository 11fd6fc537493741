using DevLoop.Cli.Console;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Demo;

/// <summary>
/// Shows in half a minute what devloop is for, by running its own commands on samples/guestbook: a cluster in this process,
/// <c>devloop dev</c> on it, and what a day brings: a rollout, a pod that goes, a new line in the skaffold.yaml.
/// </summary>
/// <param name="console">Where the story is told.</param>
/// <param name="run">Runs a devloop command line on a console of its own until cancelled.</param>
/// <param name="loggerFactory">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoScript(
    IUserConsole console, Func<string[], IUserConsole, CancellationToken, Task<int>> run, ILoggerFactory loggerFactory, TimeProvider time)
{
    private readonly TextWriter _out = console.Out;
    private readonly List<DemoTerminal> _terminals = [];

    /// <param name="folder">A folder of the demo's own.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="DemoException">Something was not as it should be.</exception>
    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await TellAsync(folder, stop.Token);
            Step("7. Ctrl+C ends both commands; here the demo does it.");
        }
        finally
        {
            // Whatever happened, nothing runs on in a folder that is about to be deleted.
            await stop.CancelAsync();
            await Task.WhenAll(_terminals.Select(t => t.End));
        }

        var codes = _terminals.ConvertAll(t => t.End.Result);
        _out.WriteLine(codes.TrueForAll(c => c == 0) ? "   Done: everything is closed." : throw new DemoException($"The commands ended with {string.Join(" and ", codes)}."));
    }

    private async Task TellAsync(string folder, CancellationToken cancellationToken)
    {
        var sample = await DemoSample.WriteAsync(folder, cancellationToken);
        var kubeconfig = Path.Combine(folder, "kubeconfig");

        Step("1. A Kubernetes cluster inside this process, with a guestbook in it: a resource of each kind (samples/guestbook).");
        var sandbox = Start(["sandbox", "-f", sample.Manifests, "--kubeconfig-out", kubeconfig], cancellationToken);
        await sandbox.WaitForLineAsync("export KUBECONFIG", after: 0, cancellationToken);
        using var cluster = new DemoCluster(kubeconfig, loggerFactory, time);
        using var client = new DemoClient();

        Step("2. Its skaffold.yaml says what to forward; --port-forward adds the Services. This is what you would leave running.");
        var dev = Start(["dev", "--port-forward", "-f", sample.Configuration, "--kubeconfig", kubeconfig], cancellationToken);
        var frontend = await dev.LocalPortAsync("deployment/frontend", "http", cancellationToken);
        var store = await dev.LocalPortAsync("statefulset/store", "http", cancellationToken);
        var cache = await dev.LocalPortAsync("replicaset/cache", "http", cancellationToken);
        var import = await dev.LocalPortAsync("job/import", "http", cancellationToken);

        Step("3. Local ports are answered by pods.");
        foreach (var port in (int[])[frontend, store, import])
        {
            await FetchAsync(client, port, cancellationToken);
        }

        var cached = await FetchAsync(client, cache, cancellationToken);

        Step("4. A rollout replaces the pods of the frontend while requests go to its local port, one after the other.");
        await RestartAsync(cluster, client, frontend, cancellationToken);

        Step("5. The only pod of the cache is deleted. Its forward says what it waits for, and holds a request until the next pod is ready.");
        await DeleteAsync(cluster, client, dev, cache, cached.Pod, cancellationToken);

        Step("6. Another forward is written into the skaffold.yaml. It is there without a restart; the others are not touched.");
        await AddEntryAsync(sample, client, dev, cancellationToken);
    }

    private async Task RestartAsync(DemoCluster cluster, DemoClient client, int port, CancellationToken cancellationToken)
    {
        await using var requests = new SteadyRequests(client, port, time);
        Type("kubectl rollout restart deployment/frontend");
        var old = await cluster.RestartAsync("frontend", cancellationToken);
        var pods = await requests.EndAsync();
        if (old.Contains(pods[^1]))
        {
            throw new DemoException($"Pod {pods[^1]} was replaced and still answers.");
        }

        _out.WriteLine($"   {requests.Answered} requests, all of them answered: by {string.Join(", then ", pods)}.");
    }

    private async Task DeleteAsync(
        DemoCluster cluster, DemoClient client, DemoTerminal dev, int port, string pod, CancellationToken cancellationToken)
    {
        var before = dev.LineCount;
        Type($"kubectl delete pod {pod}");
        await cluster.DeletePodAsync(pod, cancellationToken);
        await dev.WaitForLineAsync("replicaset/cache in namespace default waits: ", before, cancellationToken);
        var next = await FetchAsync(client, port, cancellationToken);
        if (next.Pod == pod)
        {
            throw new DemoException($"Pod {pod} was deleted and still answers.");
        }
    }

    private async Task AddEntryAsync(DemoSample sample, DemoClient client, DemoTerminal dev, CancellationToken cancellationToken)
    {
        Type("cat >> skaffold.yaml");
        foreach (var line in await sample.AddEntryAsync(cancellationToken))
        {
            _out.WriteLine($"   {line}");
        }

        var port = await dev.LocalPortAsync("pod/store-1", "http", cancellationToken);
        await FetchAsync(client, port, cancellationToken);
    }

    private async Task<DemoAnswer> FetchAsync(DemoClient client, int port, CancellationToken cancellationToken)
    {
        Type($"curl {DemoClient.UrlOf(port)}");
        var answer = await client.GetAsync(port, cancellationToken);
        _out.WriteLine($"   {answer.Text}");
        return answer;
    }

    private DemoTerminal Start(string[] args, CancellationToken cancellationToken)
    {
        Type($"devloop {string.Join(' ', args)}");
        var terminal = DemoTerminal.Start(args, line => _out.WriteLine($"     | {line}"), run, cancellationToken);
        _terminals.Add(terminal);
        return terminal;
    }

    private void Step(string what)
    {
        _out.WriteLine();
        _out.WriteLine(what);
    }

    private void Type(string command) => _out.WriteLine($"   $ {command}");
}
