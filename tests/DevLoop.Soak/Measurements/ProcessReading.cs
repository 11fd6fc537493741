using System.Globalization;

namespace DevLoop.Soak.Measurements;

/// <summary>What the system knows of a process. Linux only.</summary>
/// <param name="ResidentMegabytes">Its resident memory.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Sockets">Its sockets, of all kinds.</param>
/// <param name="OtherFiles">What else it holds open, but for the assemblies that it has loaded.</param>
internal sealed record ProcessReading(double ResidentMegabytes, int Threads, int Sockets, int OtherFiles)
{
    private const double KilobytesPerMegabyte = 1024;

    public int Files => Sockets + OtherFiles;

    public static ProcessReading Of(int processId)
    {
        var status = File.ReadAllLines($"/proc/{processId}/status");
        double Value(string name) => double.Parse(
            status.Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        var targets = Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Select(TargetOf).OfType<string>()
            .Where(t => !t.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        var sockets = targets.Count(t => t.StartsWith("socket:", StringComparison.Ordinal));
        return new ProcessReading(Value("VmRSS") / KilobytesPerMegabyte, (int)Value("Threads"), sockets, targets.Count - sockets);
    }

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }
}
