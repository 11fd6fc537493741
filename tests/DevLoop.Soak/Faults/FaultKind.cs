namespace DevLoop.Soak.Faults;

/// <summary>What is done to the cluster.</summary>
internal enum FaultKind
{
    /// <summary>All pods of a workload are replaced, one after the other.</summary>
    Rollout,

    /// <summary>A pod is deleted with its grace period, within which it goes on.</summary>
    PodDeleted,

    /// <summary>A pod is deleted without.</summary>
    PodKilled,

    /// <summary>The program in a pod ends, and is started anew in the same pod.</summary>
    Crash,

    /// <summary>Every upgraded connection is broken off.</summary>
    SessionsReset,

    /// <summary>Every watch ends as when its time is up.</summary>
    WatchesEnded,

    /// <summary>Every watch is broken off.</summary>
    WatchesAborted,

    /// <summary>The next watch of pods is told that its version is too old.</summary>
    WatchExpired,

    /// <summary>The API server takes long to answer, for a while.</summary>
    ApiServerSlow,

    /// <summary>The API server is down for a moment.</summary>
    ApiServerDown,
}
