using System.Net;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>The order in which local ports are tried for an entry.</summary>
internal static class LocalPortSearch
{
    /// <summary>Stands for any free port, of which the system chooses one of 1024 and up.</summary>
    public const int AnyFree = 0;

    private const int FirstUserPort = 1024;
    private const int NeighbourCount = 10;
    private const int FirstFallback = 4503;
    private const int LastFallback = 4533;

    /// <summary>Whether it is one of the ports that usually only an administrator may bind.</summary>
    public static bool IsSystemPort(int port) => port < FirstUserPort;

    /// <summary>
    /// The ports to try, best first. What the entry had before in this run, its wish, what it had in an earlier run, then as
    /// Skaffold searches: the next 10, 4503 to 4533, any free one. A number that a person wrote goes before what is remembered;
    /// one that the cluster told goes after it, so that the order in which it shows its objects moves no port. System ports are
    /// tried only from a wish for one on.
    /// </summary>
    /// <param name="request">The entry.</param>
    /// <param name="known">What is known of local ports.</param>
    /// <param name="strict">Whether a wish is to be met or to fail.</param>
    public static IReadOnlyList<int> Candidates(LocalPortRequest request, KnownPorts known, bool strict)
    {
        var earlier = known.OfEarlierRun is { } port && !known.OfOthers.Contains(port) ? known.OfEarlierRun : null;
        if (request.Wish is not { } wish)
        {
            return Usable([known.OfThisRun, earlier, AnyFree], FirstUserPort);
        }

        if (strict || request.Entry.LocalPort.IsOnly)
        {
            return [wish];
        }

        var isWritten = request.Entry is { Origin: EntryOrigin.User, LocalPort.IsOfResource: false };
        int?[] first = isWritten ? [known.OfThisRun, wish, earlier] : [known.OfThisRun, earlier, wish];
        var search = Enumerable.Range(wish + 1, NeighbourCount)
            .Concat(Enumerable.Range(FirstFallback, LastFallback - FirstFallback + 1))
            .OrderBy(known.OfOthers.Contains)
            .Cast<int?>();
        return Usable([.. first, .. search, AnyFree], IsSystemPort(wish) ? 1 : FirstUserPort);
    }

    private static IReadOnlyList<int> Usable(IEnumerable<int?> ports, int lowest) =>
        [.. ports.OfType<int>().Where(p => p == AnyFree || (p >= lowest && p <= IPEndPoint.MaxPort)).Distinct()];
}
