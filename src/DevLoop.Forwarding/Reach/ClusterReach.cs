using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Forwarding.Reach;

/// <summary>
/// Whether the cluster of a run can be reached, and what people are told of it: one sentence when it is first found out of reach,
/// however many forwards lose it together, and one when it answers again. Thread-safe.
/// </summary>
public sealed class ClusterReach : IDisposable
{
    /// <summary>How long nothing is said at the start of a cluster that has not answered yet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The shortest time after which an attempt to connect is given up, see <see cref="ClusterLimits.Connect"/>.</summary>
    private static readonly TimeSpan ShortestAttempt = new ClusterLimits().Connect;

    private readonly Lock _gate = new();
    private readonly Action<string> _inform;
    private readonly Action<string> _warn;
    private readonly TimeProvider _time;
    private readonly string _address;
    private ITimer? _patience;
    private bool _isKnown;
    private bool _isLost;
    private bool _isAwaited;
    private long? _lastAnswer;

    /// <param name="server">The cluster's URL.</param>
    /// <param name="inform">Gets each sentence about nothing bad; must be quick and must not throw.</param>
    /// <param name="warn">As <paramref name="inform"/>, for the others.</param>
    /// <param name="time">The clock.</param>
    public ClusterReach(Uri server, Action<string> inform, Action<string> warn, TimeProvider time)
    {
        _inform = inform;
        _warn = warn;
        _time = time;
        _address = server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
    }

    /// <summary>Whether it is the cluster that cannot be reached, or shown to be itself, and not one request that fails.</summary>
    public static bool IsLoss(Exception? e) =>
        e is ClusterConnectionException { Reason: not (ClusterConnectionError.UpgradeRefused or ClusterConnectionError.AnswerTooLarge) };

    /// <inheritdoc/>
    public void Dispose() => Settle();

    /// <summary>Something was asked. If there is neither an answer nor a failure within <see cref="Patience"/>, that is said, once.</summary>
    internal void Asked()
    {
        lock (_gate)
        {
            if (!_isKnown && !_isAwaited)
            {
                _patience ??= _time.CreateTimer(_ => SayAwaited(), null, Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The cluster has just answered.</summary>
    internal void Answered()
    {
        lock (_gate)
        {
            Know();
            _lastAnswer = _time.GetTimestamp();
            if (_isLost)
            {
                _isLost = false;
                _inform("The cluster answers again.");
            }
        }
    }

    /// <summary>Something that was asked has just failed: a refusal in the API's own words is an answer too.</summary>
    internal void Failed(Exception e)
    {
        if (e is ApiException { HasStatus: true })
        {
            Answered();
            return;
        }

        lock (_gate)
        {
            if (!_isLost && IsLoss(e) && !IsOlderThanLastAnswer(e))
            {
                Know();
                _isLost = true;
                _warn(PlainText.Of($"the cluster cannot be reached, and is asked again until it can: {e.Message}", PlainText.SentenceLength));
            }
        }
    }

    /// <summary>The answer to a question whose failure the caller tells.</summary>
    internal async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        Asked();
        try
        {
            var answer = await question();
            Answered();
            return answer;
        }
        finally
        {
            Settle();
        }
    }

    /// <summary>An attempt that began before the cluster came back may end after it.</summary>
    private bool IsOlderThanLastAnswer(Exception e) =>
        e is ClusterConnectionException { Reason: ClusterConnectionError.TimedOut } && _lastAnswer is { } answer && _time.GetElapsedTime(answer) < ShortestAttempt;

    private void Know()
    {
        _isKnown = true;
        Settle();
    }

    /// <summary>No question is open any more.</summary>
    private void Settle()
    {
        lock (_gate)
        {
            _patience?.Dispose();
            _patience = null;
        }
    }

    private void SayAwaited()
    {
        lock (_gate)
        {
            if (!_isKnown && !_isAwaited)
            {
                _isAwaited = true;
                _inform($"Waiting for the cluster at {_address} to answer.");
            }
        }
    }
}
