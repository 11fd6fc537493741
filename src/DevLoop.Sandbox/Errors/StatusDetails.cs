namespace DevLoop.Sandbox.Errors;

/// <summary>The <c>details</c> of a <c>Status</c>: which object it is about. <paramref name="Kind"/> is, for errors, the plural name.</summary>
internal sealed record StatusDetails(string? Name = null, string? Group = null, string? Kind = null, string? Uid = null)
{
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which the client may try again.</summary>
    public int? RetryAfterSeconds { get; init; }
}
