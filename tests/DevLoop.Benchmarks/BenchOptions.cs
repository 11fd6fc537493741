namespace DevLoop.Benchmarks;

/// <summary>What to measure, and on what.</summary>
internal sealed record BenchOptions
{
    /// <summary>The path of the devloop that is measured, and that runs the sandbox.</summary>
    public required string DevLoop { get; init; }

    /// <summary>The path of kubectl; null when there is none, and only devloop's figures are to be had.</summary>
    public required string? Kubectl { get; init; }

    /// <summary>The rows to run; all when empty.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The wires to run them on.</summary>
    public required IReadOnlyList<Wire> Wires { get; init; }

    /// <summary>How many times each of the two programs is measured for a row, one after the other.</summary>
    public required int Pairs { get; init; }

    /// <summary>Bytes of a bulk transfer.</summary>
    public required long BulkBytes { get; init; }

    /// <summary>How long idle forwards are watched.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>The kubeconfig of a cluster to measure on; null for a sandbox of the bench's own.</summary>
    public required string? Kubeconfig { get; init; }

    /// <summary>The context; null for the kubeconfig's current one.</summary>
    public required string? Context { get; init; }

    /// <summary>The namespace of the bench's pods; null for the context's.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The file to write the report to; null for none.</summary>
    public required string? Output { get; init; }

    public bool Wants(string row) => Rows.Count == 0 || Rows.Contains(row, StringComparer.Ordinal);
}
