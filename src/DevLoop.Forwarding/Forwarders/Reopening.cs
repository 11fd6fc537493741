namespace DevLoop.Forwarding.Forwarders;

/// <summary>What to do about a stream that failed before anybody can have seen a byte of it.</summary>
internal enum Reopening
{
    /// <summary>The connection fails with it.</summary>
    Never,

    /// <summary>Another one is opened to the same pod after a while: the program in it may be starting anew.</summary>
    Later,

    /// <summary>Another one is opened at once, to the next pod.</summary>
    AtOnce,
}
