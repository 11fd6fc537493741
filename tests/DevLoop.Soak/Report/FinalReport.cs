using System.Globalization;
using DevLoop.Soak.Cluster;
using DevLoop.Soak.Faults;
using DevLoop.Soak.Load;
using DevLoop.Soak.Measurements;

namespace DevLoop.Soak.Report;

/// <summary>The figures of a whole run.</summary>
internal static class FinalReport
{
    private const double Megabyte = 1024 * 1024;

    public static string Text(LoadFigures figures, FaultLog faults, IReadOnlyList<ProgramRecord> records, IReadOnlyList<int> sessions) =>
        $"{Connections(figures)}\n{Rates(figures)}\n\n{Faults(faults)}\n{Programs(records)}\n{Sessions(sessions)}\n";

    private static string Connections(LoadFigures figures)
    {
        var table = new TextTable(["connections", .. Enum.GetNames<Outcome>().Select(o => o.ToLowerInvariant())]);
        foreach (var kind in Enum.GetValues<ConnectionKind>())
        {
            table.Add(kind.ToString().ToLowerInvariant(), Enum.GetValues<Outcome>().Select(o => (double)figures.Count(kind, o)));
        }

        table.Add("all", Enum.GetValues<Outcome>().Select(o => (double)figures.CountOf(o)));
        return table.ToString();
    }

    private static string Rates(LoadFigures figures)
    {
        var seconds = figures.Time.TotalSeconds;
        var wires = string.Join(", ", Wire.All.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Name} {figures.CountOf(w.Name):#,0}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Total:#,0} connections in {seconds:0} s, {figures.Total / seconds:0} a second ({wires}); {figures.Skipped} were not begun, as too many were open\n"
            + $"{figures.Bytes / Megabyte:#,0} MB both ways, {figures.Bytes / Megabyte / seconds:0.0} MB a second\n"
            + $"first byte after: p50 {figures.FirstByteWithin(0.5):0.0} ms, p90 {figures.FirstByteWithin(0.9):0.0} ms, p99 {figures.FirstByteWithin(0.99):0} ms, the longest {figures.FirstByteWithin(1):0} ms");
    }

    private static string Faults(FaultLog faults)
    {
        var table = new TextTable("faults", "times");
        foreach (var (kind, count) in faults.Counts())
        {
            table.Add(kind.ToString(), count);
        }

        return table.ToString();
    }

    private static string Programs(IReadOnlyList<ProgramRecord> records)
    {
        var table = new TextTable(["at rest, before / after a third / at the end", .. records.SelectMany(r => new[] { r.Program.Wire.Name, "third", "end" })]);
        var checkpoints = records.SelectMany(r => r.Checkpoints).ToList();
        foreach (var measure in Measure.All.Where(m => checkpoints.TrueForAll(c => m.Read(c) is not null)))
        {
            table.Add(measure.Name, checkpoints.Select(measure.Read).OfType<double>().Select(v => Math.Round(v, 1)));
        }

        return table.ToString();
    }

    private static string Sessions(IReadOnlyList<int> sessions) => $"sessions at the sandbox: {string.Join(" / ", sessions)}, of which {SoakRun.KeptSessions} may be kept";
}
