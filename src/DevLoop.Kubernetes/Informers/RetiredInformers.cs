namespace DevLoop.Kubernetes.Informers;

/// <summary>Ends informers in the background, and knows when all have ended. Its callers take turns.</summary>
internal sealed class RetiredInformers
{
    /// <summary>Completes when all that were added have ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Add(IAsyncDisposable informer) =>
        Ended = Task.WhenAll(Ended, Task.Run(() => informer.DisposeAsync().AsTask()));
}
