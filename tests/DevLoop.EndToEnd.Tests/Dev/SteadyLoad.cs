using System.Globalization;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>Requests to a local port at a steady rate, each on a connection of its own, also while others wait for their answers.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    /// <summary>The requests that follow after the end was asked for, so that it also covers what comes after a change.</summary>
    private const int Last = 50;

    /// <summary>While this many wait for their answers, no other one begins.</summary>
    private const int MaxWaiting = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _free = new(MaxWaiting);
    private readonly List<string> _failures = [];
    private readonly int _port;
    private readonly Task _work;
    private volatile bool _isEnding;
    private int _answered;
    private TimeSpan _longest;

    /// <summary>Begins.</summary>
    public SteadyLoad(int port)
    {
        _port = port;
        _work = Task.Run(RunAsync);
    }

    /// <summary>The longest that a request took.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                return _longest;
            }
        }
    }

    /// <summary>How the requests failed that did.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>What the request was answered with that was begun last.</summary>
    public string LastAnswer { get; private set; } = "";

    /// <summary>A first load, after which the code of this process is compiled: what is measured next is the program, not the compiler.</summary>
    public static async Task WarmUpAsync(int port)
    {
        await using var load = new SteadyLoad(port);
    }

    /// <summary>Ends it after some more requests, and waits for the answers.</summary>
    public async Task EndAsync()
    {
        _isEnding = true;
        await _work.Within("answers to all requests");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _free.Dispose();
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_answered} requests were answered, {Failures.Count} failed, the longest wait was {_longest.TotalMilliseconds:0} ms");

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        var requests = new List<Task<string>>();
        for (var more = Last; more > 0; more -= _isEnding ? 1 : 0)
        {
            await _free.WaitAsync();
            requests.Add(RequestAsync());
            await timer.WaitForNextTickAsync();
        }

        LastAnswer = (await Task.WhenAll(requests))[^1];
    }

    private async Task<string> RequestAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var answer = await LocalClient.GetAsync(_port);
            Note(answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? null : $"answered with '{answer}'", TimeProvider.System.GetElapsedTime(began));
            return answer.TrimEnd().Split('\n')[^1];
        }
        catch (Exception e)
        {
            Note($"{e.GetType().Name}: {e.Message}", TimeProvider.System.GetElapsedTime(began));
            return "";
        }
        finally
        {
            _free.Release();
        }
    }

    private void Note(string? failure, TimeSpan wait)
    {
        lock (_gate)
        {
            _longest = wait > _longest ? wait : _longest;
            if (failure is null)
            {
                _answered++;
            }
            else
            {
                _failures.Add(failure);
            }
        }
    }
}
