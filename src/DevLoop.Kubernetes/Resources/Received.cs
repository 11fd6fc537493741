namespace DevLoop.Kubernetes.Resources;

/// <summary>
/// Makes what came over the network what the records promise: Go writes an empty list as null, and nothing but good
/// manners keeps a server from putting nulls inside.
/// </summary>
internal static class Received
{
    /// <summary>Where <c>kubectl apply</c> notes what it was given.</summary>
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static IReadOnlyList<T> List<T>(IReadOnlyList<T>? list) => list switch
    {
        null => [],
        _ when list.Contains(default!) && default(T) is null => [.. list.Where(i => i is not null)],
        _ => list,
    };

    public static IReadOnlyDictionary<string, string> Map(IReadOnlyDictionary<string, string>? map) => map switch
    {
        null => EmptyMap,
        _ when map.Values.Contains(null) => map.ToDictionary(m => m.Key, m => m.Value ?? ""),
        _ => map,
    };

    /// <summary>A map without what is as large as all the rest of an object and read by kubectl only.</summary>
    public static IReadOnlyDictionary<string, string> Annotations(IReadOnlyDictionary<string, string>? map) =>
        map?.ContainsKey(LastApplied) == true ? Map(map.Where(m => m.Key != LastApplied).ToDictionary()) : Map(map);

    public static IReadOnlyDictionary<string, string> EmptyMap { get; } = new Dictionary<string, string>();
}
