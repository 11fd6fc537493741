namespace DevLoop.Sandbox.Registry;

/// <summary>How a deletion is to be done: the API's <c>DeleteOptions</c>.</summary>
internal sealed record DeletionOptions
{
    /// <summary>Seconds to end in; null: as the object says. Zero: at once.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Only the object with this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Only this version of the object.</summary>
    public long? ResourceVersion { get; init; }

    /// <summary>What becomes of the objects that it owns.</summary>
    public PropagationPolicy Propagation { get; init; }

    public bool DryRun { get; init; }
}
