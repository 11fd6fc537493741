namespace DevLoop.Sandbox.Schemas;

/// <summary>How two versions of a list merge: the <c>x-kubernetes-list-type</c> of the Kubernetes API.</summary>
internal enum ListType
{
    /// <summary>The later one replaces the earlier.</summary>
    Atomic,

    /// <summary>A set of plain values: the union.</summary>
    Set,

    /// <summary>Items with keys: items of the same key merge.</summary>
    Map,
}
