using System.Threading.Channels;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>Opens sessions as the test says: each attempt waits for it.</summary>
internal sealed class ScriptedDials : ISessionOpener
{
    private readonly Channel<ScriptedDial> _dials = Channel.CreateUnbounded<ScriptedDial>();
    private int _count;

    /// <summary>The attempts so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public Task<IPortForwardSession> OpenAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var dial = new ScriptedDial(target, cancellationToken);
        _dials.Writer.TryWrite(dial);
        return dial.Session;
    }

    /// <summary>The next attempt.</summary>
    public Task<ScriptedDial> NextAsync() => _dials.Reader.ReadAsync().AsTask().Within("attempt to open a session");

    /// <summary>The session that the next attempt leads to.</summary>
    public async Task<ScriptedSession> SucceedAsync() => (await NextAsync()).Succeed();
}
