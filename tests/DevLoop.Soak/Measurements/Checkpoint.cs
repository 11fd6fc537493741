using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Measurements;

/// <summary>What a program holds while it has nothing to do.</summary>
/// <param name="Process">What the system knows.</param>
/// <param name="Heap">What is alive; null where that cannot be counted.</param>
internal sealed record Checkpoint(ProcessReading Process, HeapCensus? Heap)
{
    public static async Task<Checkpoint> TakeAsync(DevLoopProgram program)
    {
        // What is open first: taking the census opens something itself. The memory after it, which collects.
        var before = ProcessReading.Of(program.ProcessId);
        var heap = program.HasCensus ? await HeapCensus.TakeAsync(program.ProcessId) : null;
        return new Checkpoint(before with { ResidentMegabytes = ProcessReading.Of(program.ProcessId).ResidentMegabytes }, heap);
    }
}
