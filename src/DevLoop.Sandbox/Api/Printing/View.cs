namespace DevLoop.Sandbox.Api.Printing;

/// <summary>In which form a client wants objects.</summary>
internal enum View
{
    Object,

    /// <summary>The columns that kubectl prints.</summary>
    Table,

    /// <summary>Metadata alone.</summary>
    Metadata,
}
