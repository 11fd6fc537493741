using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes;

/// <summary>What every pod of a node shares.</summary>
internal sealed record NodeServices(ObjectStore Store, PodNetwork Network, ContainerServices Containers)
{
    public TimeProvider Time => Containers.Time;
}
