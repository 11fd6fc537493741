using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds.Services;

/// <summary>
/// Hands out the addresses and node ports of services, one after the other, so that a freed one comes back late. The addresses
/// lead nowhere: in this cluster traffic reaches pods through port-forwards alone.
/// </summary>
internal sealed class ServiceAllocator(ObjectStore store)
{
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    // 10.96.0.0/16 less its ends, and less .0.1 for the API server.
    private const int FirstAddress = 2;
    private const int Addresses = 65_533;

    private readonly Lock _gate = new();
    private int _address;
    private int _nodePort;

    public string NextAddress()
    {
        lock (_gate)
        {
            var used = Used(s => [s.Content.Text("spec", "clusterIP")]);
            return Next(ref _address, Addresses, i => $"10.96.{(FirstAddress + i) / 256}.{(FirstAddress + i) % 256}", used);
        }
    }

    public long NextNodePort()
    {
        lock (_gate)
        {
            var used = Used(s => s.Content.Objects("spec", "ports").Select(p => p["nodePort"]?.ToString()));
            return long.Parse(Next(ref _nodePort, NodePorts, i => $"{FirstNodePort + i}", used));
        }
    }

    /// <summary>Whether a service has this address.</summary>
    public bool IsTaken(string address) => Used(s => [s.Content.Text("spec", "clusterIP")]).Contains(address);

    private HashSet<string?> Used(Func<StoredObject, IEnumerable<string?>> values) =>
        store.List(GroupResource.Services).Items.SelectMany(values).ToHashSet(StringComparer.Ordinal);

    private static string Next(ref int position, int count, Func<int, string> value, HashSet<string?> used)
    {
        for (var tries = 0; tries < count; tries++)
        {
            var next = value(position);
            position = (position + 1) % count;
            if (!used.Contains(next))
            {
                return next;
            }
        }

        throw new ApiException(500, "InternalError", "Internal error occurred: every address or node port of services is taken; delete services that are no longer needed");
    }
}
