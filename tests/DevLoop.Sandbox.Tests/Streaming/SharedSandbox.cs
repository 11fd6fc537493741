using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>One cluster with one pod, <c>web</c>, for all tests of this namespace that change neither.</summary>
[SetUpFixture]
internal sealed class SharedSandbox
{
    public static SandboxClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Client = await SandboxClient.StartAsync();
        Client.CreatePod("web");
        await Client.WaitForRunningAsync("web");
    }

    [OneTimeTearDown]
    public async Task Stop() => await Client.DisposeAsync().AsTask().Within("end of the cluster");
}
