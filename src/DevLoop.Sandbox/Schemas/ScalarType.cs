namespace DevLoop.Sandbox.Schemas;

internal enum ScalarType
{
    String,
    Integer,
    Number,
    Boolean,

    /// <summary>An RFC 3339 time.</summary>
    Time,

    /// <summary>An amount like <c>500m</c> or <c>1Gi</c>, or a plain number.</summary>
    Quantity,

    /// <summary>A port by number or by name.</summary>
    IntOrString,
}
