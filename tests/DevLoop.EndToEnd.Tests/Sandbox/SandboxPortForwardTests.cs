using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Sandbox;

/// <summary>The contract over the network: our client, the sandbox's API server, its node, a pod.</summary>
[TestFixture(Wire.Spdy)]
[TestFixture(Wire.Tunnel)]
[TestFixture(Wire.V4Channel)]
internal sealed class SandboxPortForwardTests(Wire wire) : PortForwardContract(wire)
{
    protected override Task<IPortForwardPlace> StartPlaceAsync(Wire wire) => SandboxPlace.StartAsync(wire);
}
