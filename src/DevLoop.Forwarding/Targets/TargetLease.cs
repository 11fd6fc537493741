using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>A demand that a pool of informers meets.</summary>
/// <param name="lease">The share of an informer.</param>
/// <typeparam name="T">The kind.</typeparam>
internal sealed class TargetLease<T>(InformerLease<T> lease) : ITargetLease
    where T : class, IResource<T>
{
    public InformerStatus Status => lease.Status;

    public ResourceSnapshot AddTo(ResourceSnapshot snapshot) => snapshot.With(lease.View);

    public void Dispose() => lease.Dispose();
}
