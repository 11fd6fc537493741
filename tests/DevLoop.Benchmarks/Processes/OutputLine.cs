namespace DevLoop.Benchmarks.Processes;

/// <summary>A line that a program wrote, and how long after its start.</summary>
internal sealed record OutputLine(string Text, TimeSpan After);
