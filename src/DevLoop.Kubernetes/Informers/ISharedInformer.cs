namespace DevLoop.Kubernetes.Informers;

/// <summary>What a pool does with its informers whatever their kind.</summary>
internal interface ISharedInformer
{
    /// <summary>Gives its informers up and ends its users' waits. To be called in the pool's lock.</summary>
    void End();
}
