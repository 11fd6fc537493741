namespace DevLoop.Sandbox.Registry;

/// <summary>What happens with fields that a kind does not have: the <c>fieldValidation</c> of a request.</summary>
internal enum FieldValidation
{
    /// <summary>They are left out, and the client is warned. The API's default.</summary>
    Warn,

    /// <summary>They are left out in silence.</summary>
    Ignore,

    /// <summary>They are an error; kubectl asks for it.</summary>
    Strict,
}
