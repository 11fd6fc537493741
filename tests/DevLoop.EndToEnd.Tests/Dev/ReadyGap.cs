using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>Follows the pods of an app and measures the longest time in which none was ready: what no client of it can do anything about.</summary>
internal sealed class ReadyGap : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _ready = [];
    private readonly ApiClient _api;
    private readonly string _app;
    private readonly Task _work;
    private TimeSpan _longest;

    /// <summary>Begins.</summary>
    public ReadyGap(ApiClient api, string app)
    {
        _api = api;
        _app = app;
        _work = Task.Run(FollowAsync);
    }

    /// <summary>Ends it, and gives the longest time without a ready pod that is over.</summary>
    public async Task<TimeSpan> EndAsync()
    {
        await _stop.CancelAsync();
        await _work.Within("end of the watch");
        return _longest;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        long? since = null;
        try
        {
            await foreach (var change in _api.WatchAsync<Pod>("default", new WatchOptions(), _stop.Token))
            {
                if (change.Resource is not { } pod || pod.Metadata.Labels.GetValueOrDefault("app") != _app)
                {
                    continue;
                }

                if (change.Type != WatchEventType.Deleted && pod is { IsReady: true, Metadata.IsBeingDeleted: false })
                {
                    _ready.Add(pod.Metadata.Uid);
                }
                else
                {
                    _ready.Remove(pod.Metadata.Uid);
                }

                if (_ready.Count == 0)
                {
                    since ??= TimeProvider.System.GetTimestamp();
                }
                else if (_ready.Count > 0 && since is { } start)
                {
                    var gap = TimeProvider.System.GetElapsedTime(start);
                    _longest = gap > _longest ? gap : _longest;
                    since = null;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to end.
        }
    }
}
