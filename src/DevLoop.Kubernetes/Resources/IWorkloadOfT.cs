namespace DevLoop.Kubernetes.Resources;

/// <summary>A kind of object that brings pods about.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IWorkload<TSelf> : IWorkload, IResource<TSelf>
    where TSelf : class, IWorkload<TSelf>;
