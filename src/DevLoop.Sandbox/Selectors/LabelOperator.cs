namespace DevLoop.Sandbox.Selectors;

internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,

    /// <summary>Matches nothing.</summary>
    None,
}
