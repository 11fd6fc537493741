namespace DevLoop.Sandbox.Programs;

/// <summary>How a container is told to end.</summary>
/// <param name="Terminate">SIGTERM: finish what is open and exit.</param>
/// <param name="Kill">SIGKILL: whatever is open ends now. Set without <paramref name="Terminate"/> when a pod is force-deleted.</param>
internal readonly record struct ContainerSignals(CancellationToken Terminate, CancellationToken Kill);
