namespace DevLoop.Soak.Faults;

/// <summary>What a fault may do to the connections that are open while it lasts.</summary>
internal enum FaultEffect
{
    /// <summary>Nothing at all.</summary>
    None,

    /// <summary>It may reset them. An end in order with bytes missing would be a lie.</summary>
    Resets,

    /// <summary>
    /// It may also end those of the workload in order: whoever is killed sends an end of file to those it talks to, and no container
    /// runtime tells that from one that was meant.
    /// </summary>
    EndsPods,
}
