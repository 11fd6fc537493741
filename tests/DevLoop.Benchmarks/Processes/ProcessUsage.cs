using System.Globalization;

namespace DevLoop.Benchmarks.Processes;

/// <summary>What a process uses of the machine, as the kernel counts it in <c>/proc</c>.</summary>
internal sealed class ProcessUsage(int id)
{
    /// <summary>USER_HZ, which is 100 wherever .NET runs on Linux.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds since its start, user and system.</summary>
    public double ProcessorSeconds
    {
        get
        {
            // Behind the name, which may hold spaces and parentheses: field 3 and on; utime is field 14, stime 15.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return Number(line.Split((char[])[(char)32, (char)9], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
