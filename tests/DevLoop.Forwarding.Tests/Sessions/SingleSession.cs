using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>A session that carries one connection to one port, as v4.channel has it.</summary>
internal sealed class SingleSession(int port) : IPortForwardSession
{
    private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SessionEnd> Completion => _completion.Task;

    public Task Disposed => Completion.Within("end of the session");

    public bool CanOpen => true;

    public ForwardedStream Open(int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wanted, port);
        return new ScriptedStream(new ScriptedPod("a") { IsSilent = true }, wanted);
    }

    public ValueTask DisposeAsync()
    {
        _completion.TrySetResult(new SessionEnd(PortForwardError.Closed, "closed"));
        return ValueTask.CompletedTask;
    }
}
