using System.Net;
using System.Security.Cryptography;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Nodes;

/// <summary>The network home of a running pod: what a container runtime calls a pod sandbox, and what port-forward connects to.</summary>
internal sealed class PodSandbox(string podNamespace, string podName, PodAddress address) : IDisposable
{
    private volatile bool _stopped;

    /// <summary>64 hexadecimal digits, new with every pod.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public string PodNamespace => podNamespace;

    public string PodName => podName;

    public PodAddress Address => address;

    /// <summary>Whether the pod has ended. Its containers' connections are gone then.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Where to dial for a port of this pod, or null when nothing listens there.</summary>
    public IPEndPoint? Resolve(int containerPort) => _stopped ? null : address.Resolve(containerPort);

    public void Dispose()
    {
        if (!_stopped)
        {
            _stopped = true;
            address.Dispose();
        }
    }
}
