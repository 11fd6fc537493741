namespace DevLoop.Kubernetes.Authentication;

/// <summary>What one kubeconfig says, or several merged.</summary>
internal sealed class Kubeconfig
{
    /// <summary>The files it was read from, the first one first.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public string? CurrentContext { get; init; }

    public IReadOnlyDictionary<string, ClusterEntry> Clusters { get; init; } = new Dictionary<string, ClusterEntry>();

    public IReadOnlyDictionary<string, UserEntry> Users { get; init; } = new Dictionary<string, UserEntry>();

    public IReadOnlyDictionary<string, ContextEntry> Contexts { get; init; } = new Dictionary<string, ContextEntry>();

    public bool IsEmpty => CurrentContext is null && Clusters.Count == 0 && Users.Count == 0 && Contexts.Count == 0;

    /// <summary>
    /// kubectl's rule: the first file that names an entry wins, with the whole entry; so does the first that sets the
    /// current context. See https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/.
    /// </summary>
    public static Kubeconfig Merge(IReadOnlyList<Kubeconfig> configs) => new()
    {
        Files = [.. configs.SelectMany(c => c.Files)],
        CurrentContext = configs.Select(c => c.CurrentContext).FirstOrDefault(c => c is not null),
        Clusters = FirstWins(configs.Select(c => c.Clusters)),
        Users = FirstWins(configs.Select(c => c.Users)),
        Contexts = FirstWins(configs.Select(c => c.Contexts)),
    };

    private static Dictionary<string, T> FirstWins<T>(IEnumerable<IReadOnlyDictionary<string, T>> maps)
    {
        var merged = new Dictionary<string, T>();
        foreach (var (name, entry) in maps.SelectMany(m => m))
        {
            merged.TryAdd(name, entry);
        }

        return merged;
    }
}
