using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Faults;

/// <summary>Upgrades a request as the server does, and lays something over the connection.</summary>
/// <param name="upgrade">The server's way.</param>
/// <param name="over">What is laid over it.</param>
internal sealed class FaultyUpgrade(IHttpUpgradeFeature upgrade, Func<Stream, Stream> over) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => over(await upgrade.UpgradeAsync());
}
