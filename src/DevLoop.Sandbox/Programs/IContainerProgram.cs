namespace DevLoop.Sandbox.Programs;

/// <summary>What a container of a known image runs.</summary>
internal interface IContainerProgram
{
    /// <summary>Runs until the program exits by itself, was asked to and is done, or is killed.</summary>
    /// <returns>The exit code; of no meaning once <see cref="ContainerSignals.Kill"/> is set.</returns>
    Task<int> RunAsync(ContainerContext context, ContainerSignals signals);
}
