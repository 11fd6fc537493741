using DevLoop.Sandbox.Api;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Hosting;

/// <summary>What an API server serves and asks for: all that outlives it when it is stopped and started again.</summary>
internal sealed record ApiParts(
    ObjectStore Store, KindCatalog Kinds, ISandboxNode? Node, ServerCertificate Certificate, BearerToken Token, ClusterFaults Faults);
