using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using Microsoft.Extensions.Hosting;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>Makes the set of forwards equal to the set of entries that are wanted, as that changes. What did not change is not touched.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="ports">Who gives local ports.</param>
/// <param name="services">What every forward uses.</param>
internal sealed class ForwardSupervisor(FollowedCluster cluster, LocalPortAllocator ports, ForwarderServices services) : BackgroundService
{
    private readonly Dictionary<string, SupervisedEntry> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _ending = new(StringComparer.Ordinal);

    private bool _isFirst = true;

    /// <summary>Of several sets that are wanted before one is looked at, the last one counts.</summary>
    private readonly Channel<IReadOnlyList<PortForwardEntry>> _wanted =
        Channel.CreateBounded<IReadOnlyList<PortForwardEntry>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>These, in the order of their claims on local ports and each key once, are all that is to be forwarded from now on.</summary>
    public void Want(IReadOnlyList<PortForwardEntry> entries) => _wanted.Writer.TryWrite(entries);

    /// <inheritdoc/>
    /// <exception cref="LocalPortsException">Local ports are strict, and entries of the first set cannot have theirs.</exception>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var entries in _wanted.Reader.ReadAllAsync(stoppingToken))
            {
                await ReconcileAsync(entries);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the program.
        }
        finally
        {
            await ReconcileAsync([]);
            await Task.WhenAll(_ending.Values);
        }
    }

    private async Task ReconcileAsync(IReadOnlyList<PortForwardEntry> wanted)
    {
        await StopAllBut(wanted.Select(e => e.Key).ToHashSet(StringComparer.Ordinal));
        var added = new List<SupervisedEntry>();
        foreach (var entry in wanted.Where(e => !_running.ContainsKey(e.Key)))
        {
            if (_ending.TryGetValue(entry.Key, out var ending))
            {
                // Its last events belong before the first ones of the next.
                await ending;
            }

            added.Add(new SupervisedEntry(entry, cluster, ports, services));
            _running.Add(entry.Key, added[^1]);
        }

        Start(added);
    }

    private async Task StopAllBut(HashSet<string> wanted)
    {
        foreach (var key in _ending.Where(e => e.Value.IsCompleted).Select(e => e.Key).ToList())
        {
            _ending.Remove(key);
        }

        // All of them first: a port that one gives back may be what a new one would like.
        foreach (var (key, entry) in _running.Where(r => !wanted.Contains(r.Key)).ToList())
        {
            await entry.StopAsync();
            _running.Remove(key);
            _ending[key] = EndAsync(entry);
        }
    }

    private static async Task EndAsync(SupervisedEntry entry)
    {
        await entry.Completion;
        entry.Dispose();
    }

    private void Start(List<SupervisedEntry> added)
    {
        var bindings = ports.BindAll([.. added.Where(a => !a.Entry.LocalPort.IsOfResource).Select(a => new LocalPortRequest(a.Entry))]);
        if (_isFirst && ports.IsStrict && bindings.Failures.Count > 0)
        {
            bindings.Release();
            throw new LocalPortsException(bindings.Failures);
        }

        // Later on, an entry that has no local port waits for one by itself.
        _isFirst = false;
        var bound = bindings.Held.ToDictionary(b => b.Entry.Key, StringComparer.Ordinal);
        foreach (var entry in added)
        {
            entry.Start(bound.GetValueOrDefault(entry.Entry.Key));
        }
    }
}
