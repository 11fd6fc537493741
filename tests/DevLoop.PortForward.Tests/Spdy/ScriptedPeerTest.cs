using DevLoop.PortForward.Spdy;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>A test of sessions that each talk to a scripted peer.</summary>
public abstract class ScriptedPeerTest
{
    private readonly List<IAsyncDisposable> _open = [];

    [TearDown]
    public async Task DisposeAllAsync()
    {
        foreach (var one in _open)
        {
            await one.DisposeAsync();
        }
    }

    private protected (SpdySession Session, ScriptedSpdyPeer Peer) Start(
        SpdyRole role, SpdySessionOptions? options = null, int capacity = 256 * 1024, bool peerReads = true)
    {
        var (a, b) = DuplexStream.CreatePair(capacity);
        var session = SpdySession.Start(a, role, options ?? new SpdySessionOptions(), TimeProvider.System, NullLogger.Instance);
        var peer = new ScriptedSpdyPeer(b, peerReads);
        _open.Add(session);
        _open.Add(peer);
        return (session, peer);
    }
}
