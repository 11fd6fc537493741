namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>A value of a YAML document. It cannot change, so what an alias or a patch puts in two places is never two things.</summary>
/// <param name="place">Where it begins.</param>
internal abstract class DocumentNode(SourcePlace place)
{
    /// <summary>Where it begins.</summary>
    public SourcePlace Place => place;

    /// <summary>What it is, for a sentence.</summary>
    public abstract string Kind { get; }

    /// <summary>How many levels of collections it has; 0 for a scalar.</summary>
    public virtual int Depth => 0;

    /// <summary>How many values it holds, itself among them, however many places share them.</summary>
    public virtual double Size => 1;
}
