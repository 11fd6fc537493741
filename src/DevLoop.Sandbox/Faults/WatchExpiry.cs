namespace DevLoop.Sandbox.Faults;

/// <summary>How a watch is told that its version is too old. An API server does either.</summary>
public enum WatchExpiry
{
    /// <summary>The answer is a 410.</summary>
    Response,

    /// <summary>The watch begins, and its first event is an ERROR with the code 410.</summary>
    Event,
}
