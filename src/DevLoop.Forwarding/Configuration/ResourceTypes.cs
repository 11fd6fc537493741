namespace DevLoop.Forwarding.Configuration;

/// <summary>The names of the resource types, as people write them.</summary>
public static class ResourceTypes
{
    private static readonly Dictionary<string, ResourceType> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pod"] = ResourceType.Pod,
        ["pods"] = ResourceType.Pod,
        ["po"] = ResourceType.Pod,
        ["service"] = ResourceType.Service,
        ["services"] = ResourceType.Service,
        ["svc"] = ResourceType.Service,
    };

    /// <summary>The type of a singular, plural or short name; case does not matter. Null when it is none.</summary>
    public static ResourceType? Find(string name) => Names.TryGetValue(name, out var type) ? type : null;

    /// <summary>The singular, in lower case, as messages have it.</summary>
    public static string NameOf(ResourceType type) => type switch
    {
        ResourceType.Pod => "pod",
        ResourceType.Service => "service",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
