using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace DevLoop.Kubernetes.Api;

/// <summary>
/// The bytes of a TCP connection to the server, which fails when what was sent on it finds no answer: after a sleep, without the
/// VPN, with the cable pulled. The system itself would send again for a quarter of an hour. TCP_USER_TIMEOUT is no help:
/// it also ends a connection whose peer is alive and has merely stopped reading, as a pod at a debugger's breakpoint does.
/// What comes in bulk is read ahead: SslStream asks for one TLS record at a time, and each would be a system call of its own.
/// </summary>
internal sealed class ServerStream : NetworkStream
{
    /// <summary>Between two looks while something waits to be acknowledged. A verdict comes this much late at the most.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2.5);

    /// <summary>A TLS record and its header: with more than that at hand, reading ahead saves system calls.</summary>
    private const int MaxRecord = 16 * 1024 + 29;

    private readonly ReadAhead _ahead = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _waitingSince;
    private volatile bool _isWatched;
    private volatile bool _isDead;

    /// <param name="socket">The connection, which is closed with the stream.</param>
    /// <param name="time">The clock.</param>
    public ServerStream(Socket socket, TimeProvider time)
        : base(socket, ownsSocket: true)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((ServerStream)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The connection broke, or nothing answers any more.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_ahead.IsEmpty)
        {
            return _ahead.Take(buffer.Span);
        }

        try
        {
            // Only what has arrived: who waits for bytes waits without memory for them.
            if (Socket.Available <= Math.Max(buffer.Length, MaxRecord))
            {
                return await base.ReadAsync(buffer, cancellationToken);
            }

            _ahead.Filled(await base.ReadAsync(_ahead.Begin(), cancellationToken));
            return _ahead.Take(buffer.Span);
        }
        catch (Exception e) when (_isDead)
        {
            throw Dead(e);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _ahead.IsEmpty ? base.Read(buffer) : _ahead.Take(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="IOException">The connection broke, or nothing answers any more.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Watch();
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (_isDead)
        {
            throw Dead(e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Looks after what is about to be sent, until all of it is acknowledged. A connection that sends nothing costs nothing.</summary>
    private void Watch()
    {
        if (!_isWatched)
        {
            _isWatched = true;
            Volatile.Write(ref _waitingSince, _time.GetTimestamp());
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        // Before the look: what is written from now on is watched anew, if the look finds that all else has arrived.
        _isWatched = false;
        try
        {
            if (TcpProgress.Of(Socket) is not { IsWaiting: true } progress)
            {
                return;
            }

            if (progress.IsDead(_time.GetElapsedTime(Volatile.Read(ref _waitingSince))))
            {
                _isDead = true;
                Socket.Dispose();
                return;
            }

            _isWatched = true;
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is over, and whoever reads from it learns so.
        }
    }

    private static IOException Dead(Exception cause) => new($"Nothing has answered for {TcpProgress.MaxSilence.TotalSeconds} s.", cause);
}
