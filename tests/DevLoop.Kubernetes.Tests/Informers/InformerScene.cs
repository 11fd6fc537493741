using System.Threading.Channels;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;
using Polly;
using Polly.Retry;

namespace DevLoop.Kubernetes.Tests.Informers;

/// <summary>An informer on a scripted server, with all it says.</summary>
internal sealed class InformerScene : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();
    private readonly Channel<InformerStatus> _statuses = Channel.CreateUnbounded<InformerStatus>();
    private readonly List<string> _seen = [];

    /// <param name="server">The cluster.</param>
    /// <param name="options">What to follow. Default: all pods.</param>
    /// <param name="pipeline">What brings it back. Default: at once.</param>
    /// <param name="limits">The limits of its requests. Default: the program's.</param>
    /// <param name="clock">The informer's clock. Default: the system's.</param>
    /// <param name="transportClock">That of its requests, kept apart so that a test can count the informer's own timers. Default: the system's.</param>
    /// <param name="before">What is to be done before it starts.</param>
    public InformerScene(
        ScriptedServer server,
        InformerOptions? options = null,
        ResiliencePipeline? pipeline = null,
        ClusterLimits? limits = null,
        TimeProvider? clock = null,
        TimeProvider? transportClock = null,
        Action<Informer<Pod>>? before = null)
    {
        _cluster = new TestCluster(server.Url, time: transportClock, limits: limits);
        Informer = new Informer<Pod>(_cluster.Api, options ?? new InformerOptions(), pipeline ?? AtOnce, _cluster.Log, clock ?? TimeProvider.System);
        before?.Invoke(Informer);
        Informer.Subscribe(c => _changes.Writer.TryWrite($"{c.Type} {c.Resource.Metadata.Name}"));
        Informer.SubscribeToStatus(s => _statuses.Writer.TryWrite(s));
        Informer.Start();
    }

    /// <summary>The backoff is tested on a clock of its own; elsewhere the next try comes at once.</summary>
    public static ResiliencePipeline AtOnce { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.Zero })
        .Build();

    /// <summary>Polls as fast as it can, and never looks for a better way.</summary>
    public static InformerOptions FastPoll { get; } =
        new() { Namespace = "default", PollInterval = TimeSpan.FromMilliseconds(1), WatchRetryInterval = TimeSpan.FromDays(1) };

    public Informer<Pod> Informer { get; }

    public RecordedLog Log => _cluster.Log;

    public IEnumerable<string> Names => Informer.View.Select(p => p.Metadata.Name);

    /// <summary>The changes up to the one waited for.</summary>
    public IReadOnlyList<string> Changes => _seen;

    public async Task UntilAsync(string change)
    {
        while (_seen.LastOrDefault() != change)
        {
            _seen.Add(await _changes.Reader.ReadAsync().AsTask().Within(change));
        }
    }

    public async Task<InformerStatus> UntilStatusAsync(Func<InformerStatus, bool> wanted)
    {
        while (true)
        {
            var status = await _statuses.Reader.ReadAsync().AsTask().Within("status");
            if (wanted(status))
            {
                return status;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Informer.DisposeAsync();
        _cluster.Dispose();
    }
}
