namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The one containerd of all tests of this namespace, and a pod in it.</summary>
[SetUpFixture]
public sealed class SharedContainerd
{
    private static ContainerdHost? _host;
    private static DemoPod? _pod;

    internal static ContainerdHost Host => _host ?? throw new InvalidOperationException("containerd was not started.");

    /// <summary>A pod for every test that leaves it as it is.</summary>
    internal static DemoPod Pod => _pod ?? throw new InvalidOperationException("The pod was not started.");

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _host = await ContainerdHost.StartAsync();
        _pod = await _host.RunDemoPodAsync("shared");
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
