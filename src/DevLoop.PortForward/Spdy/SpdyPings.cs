namespace DevLoop.PortForward.Spdy;

/// <summary>The PINGs of this side of a session, and who waits for their answers.</summary>
/// <param name="role">Which end this is: a client's ids are odd, a server's even.</param>
/// <param name="sender">Sends them.</param>
internal sealed class SpdyPings(SpdyRole role, SpdySender sender)
{
    /// <summary>
    /// A Kubernetes server (moby/spdystream) deals PINGs out to this many workers in turn, and the frames of streams by their
    /// ids. A worker that has data for a stream which nobody reads any more answers nothing: that many PINGs in a row reach each.
    /// </summary>
    public const int ServerWorkers = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Round> _unanswered = [];
    private uint _nextId = role == SpdyRole.Client ? 1u : 2u;
    private SessionEnd? _end;

    /// <summary>Asks whether the other side is there. Nobody waits for the answer.</summary>
    public void Send()
    {
        lock (_gate)
        {
            sender.SendPings(_nextId, 1);
            _nextId += 2;
        }
    }

    /// <summary>Asks each worker of the other side. Completes with null once all have answered, else with the end of the session.</summary>
    public Task<SessionEnd?> AskAllAsync()
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return Task.FromResult<SessionEnd?>(_end);
            }

            var round = new Round();
            var firstId = _nextId;
            for (; _nextId < firstId + (2 * ServerWorkers); _nextId += 2)
            {
                _unanswered.Add(_nextId, round);
            }

            // In one piece: another PING in between would take the turn of a worker.
            sender.SendPings(firstId, ServerWorkers);
            return round.Answered.Task;
        }
    }

    /// <summary>The other side has answered.</summary>
    public void OnAnswer(uint id)
    {
        lock (_gate)
        {
            if (_unanswered.Remove(id, out var round) && --round.Missing == 0)
            {
                round.Answered.TrySetResult(null);
            }
        }
    }

    /// <summary>No more answers come.</summary>
    public void End(SessionEnd end)
    {
        lock (_gate)
        {
            _end = end;
            foreach (var round in _unanswered.Values)
            {
                round.Answered.TrySetResult(end);
            }

            _unanswered.Clear();
        }
    }

    private sealed class Round
    {
        public TaskCompletionSource<SessionEnd?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Missing { get; set; } = ServerWorkers;
    }
}
