namespace DevLoop.Benchmarks;

/// <summary>The names by which rows are asked for.</summary>
internal static class RowNames
{
    public const string Download = "download";
    public const string Upload = "upload";
    public const string Parallel = "parallel";
    public const string RoundTrip = "roundtrip";
    public const string Connect = "connect";
    public const string Burst = "burst";
    public const string After = "after";
    public const string Start = "start";
    public const string Many = "many";
    public const string Idle = "idle";
    public const string Growth = "growth";

    public static readonly IReadOnlyList<string> All =
        [Download, Upload, Parallel, RoundTrip, Connect, Burst, After, Start, Many, Idle, Growth];
}
