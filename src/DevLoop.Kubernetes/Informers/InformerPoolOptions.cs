namespace DevLoop.Kubernetes.Informers;

/// <summary>How a pool follows what its users need.</summary>
public sealed record InformerPoolOptions
{
    /// <summary>How each informer follows. The namespace, the selector and the names are the pool's to choose.</summary>
    public InformerOptions Informer { get; init; } = new();

    /// <summary>How long to wait for further demands before the first of them is followed, so that many at once are one. Default: 20 ms.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to go on with what nobody needs, so that who comes back finds it. Default: 5 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);
}
