using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DevLoop.Benchmarks.Results;

/// <summary>When and where a run took place.</summary>
internal sealed class MachineDescription
{
    private readonly string _loadBefore = Load();

    /// <summary>The version that kubectl says it has.</summary>
    public required string Kubectl { get; init; }

    /// <summary>What is measured on.</summary>
    public required string Cluster { get; init; }

    public override string ToString() =>
        $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, {Cluster}, {Environment.ProcessorCount} cores ({Processor()}), "
        + $"load {_loadBefore} before and {Load()} after, Linux {Environment.OSVersion.Version}, kubectl {Kubectl}, {RuntimeInformation.FrameworkDescription}.";

    /// <summary>What <c>kubectl version --client</c> says.</summary>
    public static string VersionOf(string? kubectl)
    {
        if (kubectl is null)
        {
            return "missing";
        }

        using var process = Process.Start(new ProcessStartInfo(kubectl, ["version", "--client"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return process.StandardOutput.ReadLine()?.Split(' ')[^1] ?? "unknown";
    }

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(2));

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor";
}
