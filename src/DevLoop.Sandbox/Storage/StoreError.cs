namespace DevLoop.Sandbox.Storage;

/// <summary>Why the store refused.</summary>
internal enum StoreError
{
    NotFound,
    AlreadyExists,

    /// <summary>The object has another version or uid than the caller read.</summary>
    Conflict,

    /// <summary>The version is older than the history that is kept.</summary>
    Expired,

    /// <summary>The version has not been reached yet.</summary>
    TooLargeResourceVersion,
}
