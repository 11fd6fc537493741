using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The contract of port-forwarding, held by our client against the server code of real kubelets.</summary>
[Category(RealPeer.Category)]
[TestFixture(Wire.Spdy)]
[TestFixture(Wire.V4Channel)]
public sealed class ContainerdContractTests(Wire wire) : PortForwardContract(wire)
{
    protected override Task<IPortForwardPlace> StartPlaceAsync(Wire wire) => ContainerdPlace.StartAsync(wire);
}
