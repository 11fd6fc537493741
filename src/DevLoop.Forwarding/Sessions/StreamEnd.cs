namespace DevLoop.Forwarding.Sessions;

/// <summary>How a connection on a session of a pool ended.</summary>
internal enum StreamEnd
{
    /// <summary>Both sides have ended it, and the server had nothing to say against it.</summary>
    Clean,

    /// <summary>It was reset or given up.</summary>
    Broken,

    /// <summary>The server has said on the error stream why it failed: it could not connect to the pod, or lost it.</summary>
    Refused,
}
