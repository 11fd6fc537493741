namespace DevLoop.Benchmarks.Results;

/// <summary>A line of the table: one figure of both programs, as often as it was taken.</summary>
/// <param name="Title">What is measured, and its unit.</param>
/// <param name="Wire">Over what; empty where it does not matter.</param>
/// <param name="Bar">What it must reach.</param>
internal sealed record Row(string Title, string Wire, Bar Bar)
{
    /// <summary>devloop's figures, in the order they were taken.</summary>
    public List<double> DevLoop { get; } = [];

    /// <summary>kubectl's, each taken right after devloop's; what devloop is held against, where that is devloop itself.</summary>
    public List<double> Other { get; } = [];

    /// <summary>Why there are no figures, or fewer; null when all is well.</summary>
    public string? Failure { get; set; }

    /// <summary>The median of the pairs' ratios, which changes of the machine's load between pairs do not touch; NaN without pairs.</summary>
    public double Ratio => Ratios.Median();

    public IEnumerable<double> Ratios => DevLoop.Zip(Other, (d, o) => d / o);

    public bool IsMeasured => DevLoop.Count > 0;

    public bool IsMet => IsMeasured && Bar.IsMet(this);
}
