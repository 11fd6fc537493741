using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.PortForward;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.Sessions;

/// <summary>A pool whose attempts to open sessions, and whose clock, the test moves.</summary>
internal abstract class SessionPoolTest
{
    protected static readonly ForwardTarget Target = new("default", "a", "uid-a", 8080, "node");

    private SessionPool? _pool;

    protected FakeClock Clock { get; } = new();

    protected ScriptedDials Dials { get; } = new();

    protected SessionPool Pool => _pool ??= Create(new SessionPoolOptions());

    [TearDown]
    public async Task EndAsync()
    {
        if (_pool is not null)
        {
            await _pool.DisposeAsync().AsTask().Within("end of the pool");
        }
    }

    /// <summary>Ends the pool, and with it whatever it does on its own: what it has not asked for then, it never does.</summary>
    protected async Task<int> AllDialsAsync()
    {
        await EndAsync();
        return Dials.Count;
    }

    protected void Use(SessionPoolOptions options) => _pool = Create(options);

    protected async Task<ForwardedStream> ConnectAsync(int port = 8080) =>
        await Pool.ConnectAsync(Target with { Port = port }, CancellationToken.None).Within("connection");

    /// <summary>A connection for which a session has to be opened.</summary>
    protected async Task<(ForwardedStream Stream, ScriptedSession Session)> ConnectAnewAsync()
    {
        var connecting = ConnectAsync();
        var session = await Dials.SucceedAsync();
        return (await connecting, session);
    }

    /// <summary>A session that waits for a connection.</summary>
    protected async Task<ScriptedSession> WarmAsync()
    {
        var warming = Pool.WarmAsync(Target, CancellationToken.None);
        var session = await Dials.SucceedAsync();
        await warming.Within("warm session");
        return session;
    }

    /// <summary>Both sides end, as they should.</summary>
    protected static async Task EndWellAsync(ForwardedStream stream)
    {
        await stream.CompleteWritesAsync(CancellationToken.None);
        Assert.That(await stream.ReadAsync(new byte[1], CancellationToken.None).AsTask().Within("end of the pod's side"), Is.Zero);
        await stream.DisposeAsync();
    }

    private SessionPool Create(SessionPoolOptions options) => new(Dials, options, NullLogger.Instance, Clock);
}
