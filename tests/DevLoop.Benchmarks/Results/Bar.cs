namespace DevLoop.Benchmarks.Results;

/// <summary>What a row must reach.</summary>
/// <param name="Text">For the table.</param>
/// <param name="IsMet">Whether a row reaches it.</param>
internal sealed record Bar(string Text, Func<Row, bool> IsMet)
{
    /// <summary>devloop's figure is at least so many times the other's.</summary>
    public static Bar AtLeast(double ratio) => new($"≥ {ratio} ×", row => row.Ratio >= ratio);

    /// <summary>devloop's figure is at most so many times the other's.</summary>
    public static Bar AtMost(double ratio) => new($"≤ {ratio} ×", row => row.Ratio <= ratio);

    /// <summary>devloop's figure itself is at most so much.</summary>
    public static Bar Below(double value, string unit) => new($"≤ {value} {unit}", row => row.DevLoop.Median() <= value);

    /// <summary>Both.</summary>
    public static Bar operator &(Bar one, Bar other) => new($"{one.Text} and {other.Text}", row => one.IsMet(row) && other.IsMet(row));

    /// <summary>The same on both wires.</summary>
    public static implicit operator Func<Wire, Bar>(Bar bar) => _ => bar;
}
