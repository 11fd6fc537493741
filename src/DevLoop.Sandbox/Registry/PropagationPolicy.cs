namespace DevLoop.Sandbox.Registry;

/// <summary>What the deletion of an object does to those that name it as their owner.</summary>
internal enum PropagationPolicy
{
    /// <summary>They go after it.</summary>
    Background,

    /// <summary>They go before it.</summary>
    Foreground,

    /// <summary>They stay, without it as their owner.</summary>
    Orphan,
}
