using System.Collections.Concurrent;
using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Tests.Discovery;

/// <summary>
/// A cluster in which happens what a test says, and what discovery tells of it. A place is a collection of the API, such as
/// <c>default/services</c>, or <c>pods</c> for those of all namespaces.
/// </summary>
internal sealed class DiscoveryScene : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _lists = new();
    private readonly ConcurrentDictionary<string, Task> _gates = new();
    private readonly ConcurrentDictionary<string, bool> _forbidden = new();
    private readonly ConcurrentDictionary<string, Channel<string>> _events = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _watched = new();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly ScriptedServer _server;
    private readonly ClusterTransport _transport;
    private readonly InformerPool _pool;
    private ClusterDiscovery? _discovery;

    public DiscoveryScene()
    {
        _server = new ScriptedServer(AnswerAsync);
        _transport = new ClusterTransport(Configuration(_server.Url), NullLoggerFactory.Instance, TimeProvider.System);
        _pool = new InformerPool(
            new ApiClient(_transport, NullLoggerFactory.Instance),
            new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromMilliseconds(10) }).Build(),
            NullLoggerFactory.Instance,
            TimeProvider.System,
            new InformerPoolOptions { Settle = TimeSpan.FromMilliseconds(1) });
    }

    public IReadOnlyList<ScriptedRequest> Requests => _server.Requests;

    /// <summary>What is in a place at first.</summary>
    public void Put(string place, params string[] objects) => _lists[place] = string.Join(',', objects);

    /// <summary>Lets no list of the place be answered before this.</summary>
    public void Hold(string place, Task gate) => _gates[place] = gate;

    public void Forbid(string verb, string place) => _forbidden[$"{verb} {place}"] = true;

    public void Allow(string verb, string place) => _forbidden[$"{verb} {place}"] = false;

    public void Happens(string place, string type, string resource) =>
        Events(place).Writer.TryWrite($$"""{"type":"{{type}}","object":{{resource}}}""" + "\n");

    public ClusterDiscovery Start(ForwardModes modes, RunSelector? run = null, params string[]? namespaces) => _discovery = new ClusterDiscovery(
        _pool,
        new DiscoveryScope(modes, run ?? RunSelector.RunId, namespaces is [] ? ["default"] : namespaces),
        entries => _told.Writer.TryWrite(string.Join(' ', entries.Select(e => $"{(e.Namespace == "default" ? "" : $"{e.Namespace}/")}{e.Resource}:{e.Port}"))),
        sentence => _told.Writer.TryWrite($"! {sentence}"));

    /// <summary>What is told next: the entries there are, such as <c>service/web:80 pod/a:8080</c>, or a sentence after <c>!</c>.</summary>
    public Task<string> ToldAsync() => _told.Reader.ReadAsync().AsTask().Within("news of discovery");

    public Task WatchedAsync(string place) => Watched(place).Task.Within($"watch of {place}");

    public static string PlaceOf(ScriptedRequest request) => request.Path["/api/v1/".Length..].Replace("namespaces/", "", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (_discovery is not null)
        {
            await _discovery.DisposeAsync();
        }

        await _pool.DisposeAsync();
        await _server.DisposeAsync();
        _transport.Dispose();
    }

    private static ClusterConfiguration Configuration(string server)
    {
        var folder = Directory.CreateTempSubdirectory("devloop-discovery-");
        try
        {
            var path = Path.Combine(folder.FullName, "config");
            File.WriteAllText(path, $$$"""{"current-context":"t","contexts":[{"name":"t","context":{"cluster":"t"}}],"clusters":[{"name":"t","cluster":{"server":"{{{server}}}"}}]}""");
            return ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = path }, new ProcessEnvironment { Variables = new Dictionary<string, string>() });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task AnswerAsync(ScriptedExchange x)
    {
        var place = PlaceOf(x.Request);
        var verb = x.Request.Query("watch") is null ? "list" : "watch";
        if (_forbidden.GetValueOrDefault($"{verb} {place}"))
        {
            await x.JsonAsync("""{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}""", 403);
        }
        else if (verb == "watch")
        {
            await x.BeginStreamAsync();
            Watched(place).TrySetResult();
            await foreach (var line in Events(place).Reader.ReadAllAsync(x.Stopped))
            {
                await x.ChunkAsync(line);
            }
        }
        else
        {
            await _gates.GetValueOrDefault(place, Task.CompletedTask).WaitAsync(x.Stopped);
            await x.JsonAsync($$"""{"metadata":{"resourceVersion":"1"},"items":[{{_lists.GetValueOrDefault(place)}}]}""");
        }
    }

    private Channel<string> Events(string place) => _events.GetOrAdd(place, static _ => Channel.CreateUnbounded<string>());

    private TaskCompletionSource Watched(string place) =>
        _watched.GetOrAdd(place, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
