using DevLoop.Forwarding.Tests.Forwarders;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>A session that carries many connections, in memory.</summary>
internal sealed class ScriptedSession(string pod) : IMultiplexedSession
{
    private readonly TaskCompletionSource<SessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;

    /// <summary>How many connections it was asked for.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>What a probe waits for; nothing by default.</summary>
    public Task Sound { get; set; } = Task.CompletedTask;

    /// <summary>Completes with the first probe.</summary>
    public Task Probed => _probed.Task.Within("probe of the session");

    public Task Disposed => Completion.Within("end of the session");

    public bool IsDisposed => Completion.IsCompleted;

    /// <summary>Whether it fails to open though it said that it can.</summary>
    public bool IsBroken { get; set; }

    public Task<SessionEnd> Completion => _completion.Task;

    public bool CanOpen => !Completion.IsCompleted;

    public bool IsHeldUp { get; set; }

    /// <summary>The server's word on why its connections fail; null when they do not.</summary>
    public string? Refusal { get; set; }

    public ForwardedStream Open(int port)
    {
        if (IsBroken)
        {
            throw new PortForwardException(PortForwardError.ClosedByPeer, "gone");
        }

        Interlocked.Increment(ref _opened);
        return new ScriptedStream(new ScriptedPod(pod, Refusal) { IsSilent = true }, port);
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        _probed.TrySetResult();
        await Sound.WaitAsync(cancellationToken);
    }

    /// <summary>It breaks.</summary>
    public void Break() => _completion.TrySetResult(new SessionEnd(PortForwardError.TransportFailed, "broken"));

    public ValueTask DisposeAsync()
    {
        _completion.TrySetResult(new SessionEnd(PortForwardError.Closed, "closed"));
        return ValueTask.CompletedTask;
    }
}
