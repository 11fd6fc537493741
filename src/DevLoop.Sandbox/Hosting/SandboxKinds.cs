using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Kinds.EndpointSlices;
using DevLoop.Sandbox.Kinds.Events;
using DevLoop.Sandbox.Kinds.Namespaces;
using DevLoop.Sandbox.Kinds.Nodes;
using DevLoop.Sandbox.Kinds.Pods;
using DevLoop.Sandbox.Kinds.Services;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Hosting;

/// <summary>The kinds that a sandbox holds.</summary>
internal static class SandboxKinds
{
    public static KindCatalog Create(ObjectStore store) => new(
    [
        new NamespaceKind(),
        new NodeKind(),
        new PodKind(),
        new ServiceKind(new ServiceAllocator(store)),
        new EventKind(),
        new EndpointSliceKind(),
    ]);
}
