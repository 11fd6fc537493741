using DevLoop.PortForward;
using DevLoop.Testing.Contracts;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>A pod of its own in the shared containerd, reached at the runtime's streaming URL as a kubelet reaches it.</summary>
internal sealed class ContainerdPlace : IPortForwardPlace
{
    private readonly ContainerdSessions _sessions;
    private readonly DemoPod _pod;

    private ContainerdPlace(Wire wire, DemoPod pod)
    {
        _sessions = new ContainerdSessions(wire);
        _pod = pod;
    }

    /// <summary>containerd 1.6 closes a connection a second after our end of file, and tells the pod nothing of it.</summary>
    public bool KeepsHalfClose => false;

    public static async Task<IPortForwardPlace> StartAsync(Wire wire) =>
        new ContainerdPlace(wire, await SharedContainerd.Host.RunDemoPodAsync($"place-{Guid.NewGuid():N}"));

    public Task<IPortForwardSession> OpenSessionAsync(int port) => _sessions.OpenAsync(SharedContainerd.Host, _pod, port);

    /// <summary>The connections break under the sessions; that the runtime itself dies is another test's, since all share it.</summary>
    public Task VanishAsync() => _sessions.BreakAsync();

    public Task KillPodAsync() => SharedContainerd.Host.KillAsync(_pod);

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        await SharedContainerd.Host.RemoveAsync(_pod);
    }
}
