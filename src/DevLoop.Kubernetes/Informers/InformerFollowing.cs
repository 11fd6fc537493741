namespace DevLoop.Kubernetes.Informers;

/// <summary>How an informer keeps up with the cluster.</summary>
public enum InformerFollowing
{
    /// <summary>It does not, at the moment.</summary>
    None,

    /// <summary>By a watch: a change is there as it happens.</summary>
    Watching,

    /// <summary>By a list every <see cref="InformerOptions.PollInterval"/>, because it may not watch.</summary>
    PollingList,

    /// <summary>
    /// By a get of each name of <see cref="InformerOptions.Names"/> every <see cref="InformerOptions.PollInterval"/>, because it
    /// may not list. Other objects of the view are as they were when it last could.
    /// </summary>
    PollingGet,
}
