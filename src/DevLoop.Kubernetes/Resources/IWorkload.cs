namespace DevLoop.Kubernetes.Resources;

/// <summary>An object that brings pods about, itself or through objects that it owns.</summary>
public interface IWorkload : IResource
{
    /// <summary>What was asked for.</summary>
    WorkloadSpec Spec { get; }

    /// <summary>What is.</summary>
    WorkloadStatus Status { get; }
}
