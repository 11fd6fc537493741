namespace DevLoop.Forwarding.Configuration.Templates;

/// <summary>What a template comes to.</summary>
/// <param name="Text">The name; null when it is wrong, or hangs on variables that were not asked for.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
internal sealed record ExpandedName(string? Text, string? Problem)
{
    /// <summary>A template whose form is right, whatever its variables hold.</summary>
    public static ExpandedName Unknown { get; } = new(null, null);

    public static ExpandedName Wrong(string problem) => new(null, problem);
}
