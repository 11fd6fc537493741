using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Contracts;

/// <summary>The contract over connections in memory: client and server alone, without a network or an API server.</summary>
[TestFixture(Wire.Spdy)]
[TestFixture(Wire.Tunnel)]
[TestFixture(Wire.V4Channel)]
internal sealed class InMemoryPortForwardTests(Wire wire) : PortForwardContract(wire)
{
    protected override Task<IPortForwardPlace> StartPlaceAsync(Wire wire) => InMemoryPlace.StartAsync(wire);
}
