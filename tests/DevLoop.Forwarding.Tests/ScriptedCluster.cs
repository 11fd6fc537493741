using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace DevLoop.Forwarding.Tests;

/// <summary>
/// A cluster's API in which happens what a test says, and a pool that follows it. A place is a collection of the API, such as
/// <c>default/services</c>, or <c>pods</c> for those of all namespaces. Selectors are passed over.
/// </summary>
internal sealed class ScriptedCluster : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ScriptedPlace> _places = new();
    private readonly ConcurrentDictionary<string, Task> _gates = new();
    private readonly ConcurrentDictionary<string, bool> _forbidden = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _watched = new();
    private readonly ScriptedServer _server;
    private readonly ClusterTransport _transport;

    public ScriptedCluster()
    {
        _server = new ScriptedServer(AnswerAsync);
        Reach = new ClusterReach(new Uri(_server.Url), Said.Enqueue, s => Said.Enqueue($"! {s}"), TimeProvider.System);
        _transport = new ClusterTransport(Configuration(_server.Url), NullLoggerFactory.Instance, TimeProvider.System);
        Pool = new InformerPool(
            new ApiClient(_transport, NullLoggerFactory.Instance),
            new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromMilliseconds(10) }).Build(),
            NullLoggerFactory.Instance,
            TimeProvider.System,
            new InformerPoolOptions { Settle = TimeSpan.FromMilliseconds(1), Linger = TimeSpan.FromMilliseconds(1) });
    }

    public InformerPool Pool { get; }

    /// <summary>What is said of the cluster as a whole.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    public ClusterReach Reach { get; }

    public FollowedCluster Followed => new(Pool, Reach);

    public IReadOnlyList<ScriptedRequest> Requests => _server.Requests;

    /// <summary>The watches of a place that are open.</summary>
    public int OpenWatches(string place) => Place(place).OpenWatches;

    /// <summary>Completes when no watch of a place is open.</summary>
    public Task UnwatchedAsync(string place) => Place(place).UnwatchedAsync().Within($"end of the watches of {place}");

    /// <summary>What is in a place at first.</summary>
    public void Put(string place, params string[] objects)
    {
        foreach (var resource in objects)
        {
            Happens(place, "ADDED", resource);
        }
    }

    /// <summary>Lets no list of the place be answered before this.</summary>
    public void Hold(string place, Task gate) => _gates[place] = gate;

    public void Forbid(string verb, string place) => _forbidden[$"{verb} {place}"] = true;

    public void Allow(string verb, string place) => _forbidden[$"{verb} {place}"] = false;

    public void Happens(string place, string type, string resource) => Place(place).Happens(type, JsonNode.Parse(resource)!.AsObject());

    /// <summary>Completes when there was a watch of the place.</summary>
    public Task WatchedAsync(string place) => Watched(place).Task.Within($"watch of {place}");

    public static string PlaceOf(ScriptedRequest request) => request.Path.Split("/v1/", 2)[1].Replace("namespaces/", "", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Reach.Dispose();
        await _server.DisposeAsync();
        _transport.Dispose();
    }

    private static ClusterConfiguration Configuration(string server)
    {
        var folder = Directory.CreateTempSubdirectory("devloop-scripted-");
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
            await Place(place).WatchAsync(x);
        }
        else
        {
            await _gates.GetValueOrDefault(place, Task.CompletedTask).WaitAsync(x.Stopped);
            await x.JsonAsync(Place(place).List());
        }
    }

    private ScriptedPlace Place(string place) => _places.GetOrAdd(place, static _ => new ScriptedPlace());

    private TaskCompletionSource Watched(string place) =>
        _watched.GetOrAdd(place, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
