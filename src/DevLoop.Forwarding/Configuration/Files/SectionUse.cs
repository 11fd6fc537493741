namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>What a <c>portForward</c> section is read for.</summary>
internal enum SectionUse
{
    /// <summary>It applies: it must be complete, and its templates are expanded.</summary>
    Effective,

    /// <summary>It does not apply, being in a profile that is not active or replaced by one that is: what stands there must make sense.</summary>
    Dormant,
}
