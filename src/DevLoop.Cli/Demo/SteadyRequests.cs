namespace DevLoop.Cli.Demo;

/// <summary>One request after the other to a local port, each on a connection of its own, until they are asked to end.</summary>
internal sealed class SteadyRequests : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _pods = [];
    private readonly DemoClient _client;
    private readonly int _port;
    private readonly TimeProvider _time;
    private readonly Task _work;

    /// <summary>Begins.</summary>
    public SteadyRequests(DemoClient client, int port, TimeProvider time)
    {
        _client = client;
        _port = port;
        _time = time;
        _work = Task.Run(RequestAsync);
    }

    /// <summary>How many were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Ends them, and gives the pods that answered, in the order of their first answers.</summary>
    /// <exception cref="DemoException">A request failed.</exception>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await _stop.CancelAsync();
        await _work;
        return _pods;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // A request that failed is for who asks for the answers.
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RequestAsync()
    {
        using var timer = new PeriodicTimer(Pause, _time);
        do
        {
            // One that is under way when they are to end is an answer to wait for, too.
            var answer = await _client.GetAsync(_port, CancellationToken.None);
            Answered++;
            if (!_pods.Contains(answer.Pod))
            {
                _pods.Add(answer.Pod);
            }
        }
        while (!_stop.IsCancellationRequested && await TickAsync(timer));
    }

    private async Task<bool> TickAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
