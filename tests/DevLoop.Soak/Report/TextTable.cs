using System.Globalization;
using System.Text;

namespace DevLoop.Soak.Report;

/// <summary>A table in plain text: the first column to the left, numbers to the right.</summary>
internal sealed class TextTable(params string[] head)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [head];

    public void Add(string name, params IEnumerable<double> values) =>
        _rows.Add([name, .. values.Select(v => v.ToString(v == Math.Floor(v) ? "#,0" : "#,0.0", CultureInfo.InvariantCulture))]);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, head.Length).Select(i => _rows.Max(r => r[i].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            text.AppendLine(string.Join(Gap, cells).TrimEnd());
        }

        return text.ToString();
    }
}
