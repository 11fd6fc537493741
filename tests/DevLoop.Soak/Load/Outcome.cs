namespace DevLoop.Soak.Load;

/// <summary>How a connection ended.</summary>
internal enum Outcome
{
    /// <summary>All bytes went both ways and were right.</summary>
    Ok,

    /// <summary>It was reset, or ended short with its pod, while a fault was allowed to do that. What came was right.</summary>
    Broken,

    /// <summary>It was reset, and no fault explains it.</summary>
    Lost,

    /// <summary>It ended in order with bytes missing, and no pod's end explains it.</summary>
    Cut,

    /// <summary>A byte was wrong.</summary>
    Wrong,

    /// <summary>It had not ended at its deadline.</summary>
    Hung,
}
