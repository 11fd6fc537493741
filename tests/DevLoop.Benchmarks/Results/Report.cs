using System.Text;

namespace DevLoop.Benchmarks.Results;

/// <summary>All results of a run, and how they are shown.</summary>
internal sealed class Report
{
    public List<Row> Rows { get; } = [];

    public List<Limit> Limits { get; } = [];

    /// <summary>Markdown, for people and for <c>docs/performance.md</c>.</summary>
    public string ToMarkdown(MachineDescription machine, int pairs)
    {
        var text = new StringBuilder();
        text.AppendLine($"{machine} {pairs} pairs; medians; the ratio is the median of the pairs' ratios, with the least and the greatest.");
        text.AppendLine();
        text.AppendLine("| row | wire | devloop | kubectl | ratio | bar | met |");
        text.AppendLine("| --- | --- | ---: | ---: | --- | --- | --- |");
        // The wires of a row beside each other, whichever was measured first.
        foreach (var row in Rows.GroupBy(r => r.Title).SelectMany(g => g))
        {
            text.AppendLine($"| {row.Title} | {row.Wire} | {Cells(row)} |");
        }

        if (Limits.Count > 0)
        {
            text.AppendLine();
            text.AppendLine("| limit | wire | figure |");
            text.AppendLine("| --- | --- | ---: |");
            foreach (var limit in Limits.Where(l => l.Values.Count > 0).GroupBy(l => l.Title).SelectMany(g => g))
            {
                text.AppendLine($"| {limit.Title} | {limit.Wire} | {Figure(limit.Values.Median())} |");
            }
        }

        return text.ToString();
    }

    private static string Cells(Row row)
    {
        if (!row.IsMeasured)
        {
            return $"| | | {row.Bar.Text} | not run: {row.Failure}";
        }

        var ratio = row.Other.Count == 0 ? "" : $"{row.Ratio:0.00} ({row.Ratios.Min():0.00} to {row.Ratios.Max():0.00})";
        var met = (row.IsMet ? "yes" : "**no**") + (row.Failure is null ? "" : $" ({row.DevLoop.Count} pairs, then: {row.Failure})");
        return $"{Figure(row.DevLoop.Median())} | {(row.Other.Count == 0 ? "" : Figure(row.Other.Median()))} | {ratio} | {row.Bar.Text} | {met}";
    }

    /// <summary>Three digits that matter.</summary>
    private static string Figure(double value) => Math.Abs(value) switch
    {
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        _ => $"{value:0.00}",
    };
}
