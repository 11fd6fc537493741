namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The one containerd of all tests of this namespace.</summary>
[SetUpFixture]
public sealed class SharedContainerd
{
    private static ContainerdHost? _host;

    internal static ContainerdHost Host => _host ?? throw new InvalidOperationException("containerd was not started.");

    [OneTimeSetUp]
    public static async Task StartAsync() => _host = await ContainerdHost.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
