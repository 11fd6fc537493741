namespace DevLoop.Kubernetes.Resources;

/// <summary>An object of the cluster.</summary>
public interface IResource
{
    /// <summary>Its name, its place and its version.</summary>
    ObjectMetadata Metadata { get; }
}
