namespace DevLoop.Sandbox.Ownership;

/// <summary>Who writes to an object, as an entry of <c>managedFields</c> names it.</summary>
/// <param name="Manager">The client's name for itself.</param>
/// <param name="ApiVersion">The version of the kind that it wrote.</param>
/// <param name="Subresource">Empty, or <c>status</c>.</param>
/// <param name="Time">When, RFC 3339.</param>
internal sealed record FieldWriter(string Manager, string ApiVersion, string Subresource, string Time)
{
    private static readonly PathElement Status = PathElement.Field("status");

    /// <summary>The part of a set that this writer can own: the status belongs to those who write the subresource of that name.</summary>
    public FieldSet Scope(FieldSet fields) => Subresource == "status" ? fields.Only(Status) : fields.Without(Status);
}
