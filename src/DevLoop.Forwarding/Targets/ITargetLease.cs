using DevLoop.Kubernetes.Informers;

namespace DevLoop.Forwarding.Targets;

/// <summary>What a demand is being met with, until it is disposed of.</summary>
internal interface ITargetLease : IDisposable
{
    /// <summary>How the objects are followed.</summary>
    InformerStatus Status { get; }

    /// <summary>The snapshot with the objects as they are known now.</summary>
    ResourceSnapshot AddTo(ResourceSnapshot snapshot);
}
