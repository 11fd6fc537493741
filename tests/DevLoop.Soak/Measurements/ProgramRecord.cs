using System.Globalization;
using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Measurements;

/// <summary>What one program held at each rest of a run: before the load, after a third of it, at the end.</summary>
internal sealed class ProgramRecord(DevLoopProgram program)
{
    /// <summary>So many types are named that have become more, where something leaks.</summary>
    private const int TypesTold = 12;

    private const int SpareThreads = 4;

    private readonly List<Checkpoint> _checkpoints = [];

    public DevLoopProgram Program => program;

    public IReadOnlyList<Checkpoint> Checkpoints => _checkpoints;

    /// <summary>Whether it has no more open than before the load, but for the sessions that it keeps, and the threads of the load have ended.</summary>
    public bool IsAtRest
    {
        get
        {
            var now = ProcessReading.Of(program.ProcessId);
            return _checkpoints.Count == 0
                || (now.Sockets <= _checkpoints[0].Process.Sockets + (Workload.MaxPods * program.Wire.KeptSessions) && now.Threads <= _checkpoints[0].Process.Threads + SpareThreads);
        }
    }

    public async Task TakeAsync() => _checkpoints.Add(await Checkpoint.TakeAsync(program));

    /// <summary>What has grown between the last two rests, beyond what is allowed; a sentence for each.</summary>
    public IEnumerable<string> Leaks()
    {
        var (before, after) = (_checkpoints[^2], _checkpoints[^1]);
        return Measure.All
            .Where(m => m.Read(after) > m.Bound(before, after))
            .Select(m => string.Create(
                CultureInfo.InvariantCulture,
                $"devloop over {program.Wire.Name} has more {m.Name} than after the first third: {m.Read(after):0.#}, where {m.Read(before):0.#} were and {m.Bound(before, after):0.#} would do."));
    }

    /// <summary>The types of which there are more than at the rest before, most first; none where they cannot be counted.</summary>
    public IEnumerable<string> GrownTypes() => _checkpoints[^2].Heap is { } before && _checkpoints[^1].Heap is { } after ? GrownTypes(before, after) : [];

    private static IEnumerable<string> GrownTypes(HeapCensus before, HeapCensus after) =>
        after.Counts
            .Select(c => (Type: c.Key, Before: before.CountOf(c.Key), After: c.Value))
            .Where(c => c.After > c.Before)
            .OrderByDescending(c => c.After - c.Before)
            .Take(TypesTold)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Before} -> {c.After} {c.Type}"));
}
