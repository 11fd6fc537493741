using System.Globalization;
using DevLoop.Soak.Cluster;
using DevLoop.Soak.Faults;
using DevLoop.Soak.Load;
using DevLoop.Soak.Measurements;
using DevLoop.Soak.Report;

namespace DevLoop.Soak;

/// <summary>A run: load and faults for a third of the time, a rest, load and faults for the other two thirds, a rest; then the judgement.</summary>
internal sealed class SoakRun
{
    /// <summary>How many sessions there may be when nobody connects: one for each workload, where the wire keeps any.</summary>
    public static readonly int KeptSessions = Workload.MaxPods * Wire.All.Sum(w => w.KeptSessions);

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    /// <summary>The idle sessions but one are closed after 30 s; some more, since the last connection may have been broken a moment ago.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RestPoll = TimeSpan.FromSeconds(1);

    /// <summary>How many seconds in a row nothing may be open beyond what is kept.</summary>
    private const int RestPolls = 5;

    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly LoadFigures _figures = new();
    private readonly FaultLog _faults = new();
    private readonly List<int> _sessions = [];
    private readonly List<string> _failures = [];
    private readonly SoakOptions _options;
    private readonly SoakCluster _cluster;
    private readonly List<ProgramRecord> _records;
    private readonly LoadGenerator _load;
    private readonly FaultInjector _injector;

    private SoakRun(SoakOptions options, SoakCluster cluster, IReadOnlyList<DevLoopProgram> programs)
    {
        _options = options;
        _cluster = cluster;
        _records = [.. programs.Select(p => new ProgramRecord(p))];
        List<Forward> forwards = [.. programs.SelectMany(p => p.Forwards)];
        _load = new LoadGenerator(options.Rate, new PlanSource(options.Seed, forwards), _faults, _figures, Say);
        _injector = new FaultInjector(options.Seed, cluster, forwards, _faults);
    }

    /// <summary>Runs it, prints its figures, and gives the exit code: 0, or 1 if something failed or leaked.</summary>
    public static async Task<int> RunAsync(SoakOptions options, CancellationToken cancellationToken)
    {
        await using var cluster = await SoakCluster.StartAsync(cancellationToken);
        List<DevLoopProgram> programs = [];
        try
        {
            foreach (var wire in Wire.All)
            {
                programs.Add(await DevLoopProgram.StartAsync(cluster, wire, options, cancellationToken));
            }

            return await new SoakRun(options, cluster, programs).RunAsync(cancellationToken);
        }
        finally
        {
            foreach (var program in programs)
            {
                await program.DisposeAsync();
            }
        }
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Say($"seed {_options.Seed}, {_options.Rate} connections a second");
        await RestAsync(cancellationToken);
        await LoadAsync(_options.Load / 3, cancellationToken);
        await RestAsync(cancellationToken);
        await LoadAsync(_options.Load * 2 / 3, cancellationToken);
        await RestAsync(cancellationToken);
        await EndProgramsAsync();
        await Console.Out.WriteLineAsync($"\n{FinalReport.Text(_figures, _faults, _records, _sessions)}");
        Judge();
        return _failures.Count == 0 ? 0 : 1;
    }

    private async Task LoadAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var faultsEnding = new CancellationTokenSource(time, TimeProvider.System);
        using var faultsEnd = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, faultsEnding.Token);
        var faults = _injector.RunAsync(faultsEnd.Token);
        var progress = ReportProgressAsync(ending.Token);
        try
        {
            await _load.RunAsync(time, cancellationToken);
            await faults;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(faults, progress).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until the programs have nothing open but what they keep, or for so long that they never will, and takes down what they hold.</summary>
    private async Task RestAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var polls = 0;
        while (polls < RestPolls && TimeProvider.System.GetElapsedTime(began) < RestLimit)
        {
            await Task.Delay(RestPoll, TimeProvider.System, cancellationToken);
            ThrowIfEnded();
            polls = IsAtRest() ? polls + 1 : 0;
        }

        var state = string.Create(
            CultureInfo.InvariantCulture, $"{(polls < RestPolls ? "not at rest" : "at rest")} after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s, {_cluster.Faults.OpenPortForwards} sessions");
        Say(state);
        if (polls < RestPolls)
        {
            _failures.Add($"devloop is {state}, of which {KeptSessions} would be kept; sockets: {string.Join(", ", _records.Select(r => $"{r.Program.Wire.Name} {ProcessReading.Of(r.Program.ProcessId).Sockets}"))}.");
        }

        _sessions.Add(_cluster.Faults.OpenPortForwards);
        foreach (var record in _records)
        {
            await record.TakeAsync();
        }
    }

    /// <exception cref="InvalidOperationException">A program, or the cluster, has ended by itself.</exception>
    private void ThrowIfEnded()
    {
        if (_cluster.Completion.IsCompleted)
        {
            throw new InvalidOperationException($"A part of the sandbox has ended: {_cluster.Completion.Exception?.InnerException?.Message}", _cluster.Completion.Exception);
        }

        if (_records.Find(r => r.Program.HasEnded) is { } record)
        {
            throw new InvalidOperationException($"devloop over {record.Program.Wire.Name} has ended by itself; what it said is in {_options.LogFolder}.");
        }
    }

    private bool IsAtRest() => _cluster.Faults.OpenPortForwards <= KeptSessions && _records.TrueForAll(r => r.IsAtRest);

    private async Task EndProgramsAsync()
    {
        foreach (var program in _records.Select(r => r.Program))
        {
            if (await program.EndAsync() is not 0 and var exitCode)
            {
                _failures.Add(exitCode is null ? $"devloop over {program.Wire.Name} did not end when it was asked to." : $"devloop over {program.Wire.Name} ended with exit code {exitCode}.");
            }
        }
    }

    private void Judge()
    {
        if (_figures.Failures > 0)
        {
            _failures.Add($"{_figures.Failures} connections ended as none may: {string.Join(", ", Enum.GetValues<Outcome>().Where(o => o > Outcome.Broken).Select(o => $"{_figures.CountOf(o)} {o.ToString().ToLowerInvariant()}"))}.");
        }

        foreach (var record in _records)
        {
            List<string> leaks = [.. record.Leaks()];
            _failures.AddRange(leaks.Count > 0 ? [.. leaks, .. record.GrownTypes().Select(t => $"  {t}")] : leaks);
        }

        _failures.ForEach(Console.Out.WriteLine);
        Console.Out.WriteLine(_failures.Count == 0 ? "Soak passed." : $"Soak failed. Seed {_options.Seed}; what the programs said is in {_options.LogFolder}.");
    }

    private async Task ReportProgressAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProgressInterval, TimeProvider.System);
        var before = _figures.Total;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var total = _figures.Total;
            var memory = string.Join(", ", _records.Select(r => string.Create(
                CultureInfo.InvariantCulture, $"{r.Program.Wire.Name} {ProcessReading.Of(r.Program.ProcessId).ResidentMegabytes:0} MB {ProcessReading.Of(r.Program.ProcessId).Files} files")));
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{(total - before) / ProgressInterval.TotalSeconds:0} connections a second, {total:#,0} in all: {_figures.CountOf(Outcome.Broken)} broken by faults, {_figures.Failures} failed, {_load.Open} open; "
                + $"{_faults.Counts().Sum(f => f.Count)} faults; {_cluster.Faults.OpenPortForwards} sessions; {memory}"));
            before = total;
        }
    }

    private void Say(string text) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_began):mm\\:ss} {text}"));
}
