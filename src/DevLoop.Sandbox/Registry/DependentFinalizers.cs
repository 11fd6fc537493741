namespace DevLoop.Sandbox.Registry;

/// <summary>The finalizers by which a deletion waits for what becomes of the objects that the deleted one owns.</summary>
internal static class DependentFinalizers
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";
}
