namespace DevLoop.Sandbox.Programs;

/// <summary>What a log held when it was read.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">The number to read from for what comes after these.</param>
/// <param name="Ended">Whether the container has ended, so that nothing comes after these.</param>
/// <param name="Changed">Completes when there is more, or when the container ended.</param>
internal sealed record ContainerLogPage(IReadOnlyList<ContainerLogLine> Lines, long Next, bool Ended, Task Changed);
