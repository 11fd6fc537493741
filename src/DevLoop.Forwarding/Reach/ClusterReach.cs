using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Forwarding.Reach;

/// <summary>
/// Whether the cluster of a run can be reached, and what people are told of it: one sentence for each kind of reason why not, however
/// many forwards find it together, and one when it answers again. Thread-safe.
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
    private readonly HashSet<ClusterConnectionError> _saidReasons = [];
    private int _openQuestions;
    private bool _isKnown;
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
        e is ClusterConnectionException
        {
            Reason: not (ClusterConnectionError.UpgradeRefused or ClusterConnectionError.AnswerTooLarge or ClusterConnectionError.OutOfResources)
        };

    /// <inheritdoc/>
    public void Dispose() => StopWaiting();

    /// <summary>
    /// Something is asked for, until there is an answer or a failure. If there is neither within <see cref="Patience"/>, that is said,
    /// once.
    /// </summary>
    internal void Asked()
    {
        lock (_gate)
        {
            _openQuestions++;
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
            if (_saidReasons.Count > 0)
            {
                _saidReasons.Clear();
                _inform("The cluster answers again.");
            }
        }
    }

    /// <summary>
    /// Something that was asked has just failed: a refusal in the API's own words is an answer too. A reason of another kind than
    /// those that were said is news: another cluster in the place of one that was down is nothing to wait for.
    /// </summary>
    internal void Failed(Exception e)
    {
        if (e is ApiException { HasStatus: true })
        {
            Answered();
            return;
        }

        lock (_gate)
        {
            if (e is ClusterConnectionException loss && IsLoss(loss) && !IsOlderThanLastAnswer(loss) && _saidReasons.Add(KindOf(loss.Reason)))
            {
                Know();
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
            Close();
        }
    }

    /// <summary>A server that goes shows that in several ways, by what each connection of it was just doing: for people they are one.</summary>
    private static ClusterConnectionError KindOf(ClusterConnectionError reason) => reason switch
    {
        ClusterConnectionError.ConnectionRefused or ClusterConnectionError.TimedOut or ClusterConnectionError.ConnectionLost => ClusterConnectionError.Unreachable,
        _ => reason,
    };

    /// <summary>An attempt that began before the cluster came back may end after it.</summary>
    private bool IsOlderThanLastAnswer(ClusterConnectionException e) =>
        e.Reason == ClusterConnectionError.TimedOut && _lastAnswer is { } answer && _time.GetElapsedTime(answer) < ShortestAttempt;

    private void Know()
    {
        _isKnown = true;
        StopWaiting();
    }

    /// <summary>A question has come to its end, whatever that was: others may still wait.</summary>
    private void Close()
    {
        lock (_gate)
        {
            _openQuestions--;
            if (_openQuestions == 0)
            {
                StopWaiting();
            }
        }
    }

    private void StopWaiting()
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
