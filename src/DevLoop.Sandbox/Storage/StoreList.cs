namespace DevLoop.Sandbox.Storage;

/// <summary>What existed at one version, ordered by namespace and name: the place from which a watch continues.</summary>
internal sealed record StoreList(IReadOnlyList<StoredObject> Items, long ResourceVersion);
