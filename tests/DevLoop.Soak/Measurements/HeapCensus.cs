using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace DevLoop.Soak.Measurements;

/// <summary>What is alive in a process's managed heap, by type: the objects that a full collection leaves, which taking it causes.</summary>
/// <param name="Counts">How many objects there are of each type.</param>
/// <param name="Megabytes">Their size together.</param>
internal sealed record HeapCensus(IReadOnlyDictionary<string, int> Counts, double Megabytes)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const int BufferMegabytes = 256;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Takes it by the way that <c>dotnet-gcdump</c> has, twice: what has a finalizer, with all that it refers to, outlives the first
    /// collection that finds it dead.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not complete.</exception>
    public static async Task<HeapCensus> TakeAsync(int processId)
    {
        await TakeOnceAsync(processId);
        return await TakeOnceAsync(processId);
    }

    /// <summary>How many objects are of a type whose name begins with a text.</summary>
    public int Count(string beginning) => Counts.Where(c => c.Key.StartsWith(beginning, StringComparison.Ordinal)).Sum(c => c.Value);

    /// <summary>How many objects are of a type.</summary>
    public int CountOf(string type) => Counts.GetValueOrDefault(type);

    private static async Task<HeapCensus> TakeOnceAsync(int processId)
    {
        var provider = new EventPipeProvider(Runtime, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = await new DiagnosticsClient(processId).StartEventPipeSessionAsync([provider], requestRundown: false, BufferMegabytes, CancellationToken.None);
        return await Task.Run(() => Read(session)).WaitAsync(Limit, TimeProvider.System);
    }

    private static HeapCensus Read(EventPipeSession session)
    {
        using var source = new EventPipeEventSource(session.EventStream);
        var names = new Dictionary<ulong, string>();
        var objects = new Dictionary<ulong, (int Count, long Size)>();
        var stopping = Task.CompletedTask;
        var collection = -1;
        source.Clr.GCStart += gc => collection = gc.Reason == GCReason.Induced && collection < 0 ? gc.Count : collection;
        source.Clr.GCStop += gc => stopping = gc.Count == collection ? session.StopAsync(CancellationToken.None) : stopping;
        source.Clr.TypeBulkType += types =>
        {
            for (var i = 0; i < types.Count; i++)
            {
                names[types.Values(i).TypeID] = types.Values(i).TypeName;
            }
        };
        source.Clr.GCBulkNode += nodes =>
        {
            for (var i = 0; i < nodes.Count; i++)
            {
                var node = nodes.Values(i);
                var (count, size) = objects.GetValueOrDefault(node.TypeID);
                objects[node.TypeID] = (count + 1, size + (long)node.Size);
            }
        };
        source.Process();
        stopping.GetAwaiter().GetResult();
        if (collection < 0 || source.EventsLost > 0)
        {
            throw new InvalidOperationException($"The census of the heap is not complete: {source.EventsLost} events were lost.");
        }

        var counts = objects.GroupBy(o => names.GetValueOrDefault(o.Key, "?")).ToDictionary(g => g.Key, g => g.Sum(o => o.Value.Count));
        return new HeapCensus(counts, objects.Values.Sum(o => o.Size) / (1024.0 * 1024));
    }
}
