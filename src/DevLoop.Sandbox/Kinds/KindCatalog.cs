namespace DevLoop.Sandbox.Kinds;

/// <summary>The kinds that the cluster holds, in the order of discovery.</summary>
internal sealed class KindCatalog(IReadOnlyList<ResourceKind> kinds)
{
    public IReadOnlyList<ResourceKind> All { get; } = kinds;

    /// <summary>The kind behind a path such as <c>/apis/{group}/{version}/{plural}</c>.</summary>
    public ResourceKind? ByPath(string group, string version, string plural) =>
        All.FirstOrDefault(k => k.Group == group && k.Version == version && k.Resource.Resource == plural);

    /// <summary>The kind of an object with this <c>apiVersion</c> and <c>kind</c>.</summary>
    public ResourceKind? ByObject(string? apiVersion, string? kind) =>
        All.FirstOrDefault(k => k.ApiVersion == apiVersion && k.Kind == kind);
}
