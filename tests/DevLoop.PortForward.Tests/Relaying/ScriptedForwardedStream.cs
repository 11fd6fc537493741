using System.Text;
using System.Threading.Channels;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests.Relaying;

/// <summary>A pod's end that a test plays by hand.</summary>
internal sealed class ScriptedForwardedStream(bool supportsHalfClose = true) : ForwardedStream
{
    private readonly Channel<byte[]> _fromPod = Channel.CreateBounded<byte[]>(1);
    private readonly Channel<byte[]> _toPod = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _podEnded;
    private bool _clientEnded = !supportsHalfClose;
    private byte[] _rest = [];

    public override int Port => 7000;

    public override bool SupportsHalfClose => supportsHalfClose;

    public override Task<string?> Ended => _ended.Task;

    /// <inheritdoc/>
    public override Task Opened => Opening?.Task ?? Task.CompletedTask;

    /// <summary>Completes when the stream is open again; null while it never was anything else.</summary>
    public TaskCompletionSource? Opening { get; set; }

    /// <summary>Completes when the relay has let go of the stream.</summary>
    public Task Disposed => _disposed.Task.Within("end of the stream");

    public bool IsDisposed => _disposed.Task.IsCompleted;

    /// <summary>Whether the server is done only when the test says so.</summary>
    public bool ServerIsSlow { get; init; }

    /// <summary>What writes fail with from now on.</summary>
    public PortForwardException? WriteFailure { get; set; }

    /// <summary>Hands bytes to the relay; waits while it has not taken the ones before.</summary>
    public Task SendAsync(byte[] bytes) => _fromPod.Writer.WriteAsync(bytes).AsTask();

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text)).Within("relay that reads");

    /// <summary>The pod ends its side, or fails. The server is done once the client has ended too, or the pod takes no more.</summary>
    public void EndFromPod(Exception? failure = null)
    {
        _fromPod.Writer.Complete(failure);
        EndOnServerIf(() => _podEnded = failure is null);
    }

    /// <summary>The server is done, whatever the others do.</summary>
    public void EndOnServer(string? text = null) => _ended.TrySetResult(text);

    /// <summary>The next bytes that the relay wrote; empty for the client's end of file.</summary>
    public async Task<string> ReceiveAsync() => Encoding.ASCII.GetString(await _toPod.Reader.ReadAsync().AsTask().Within("bytes of the client"));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_rest.Length == 0)
        {
            try
            {
                if (!await _fromPod.Reader.WaitToReadAsync(cancellationToken))
                {
                    return 0;
                }
            }
            catch (ChannelClosedException e) when (e.InnerException is not null)
            {
                throw e.InnerException;
            }

            _fromPod.Reader.TryRead(out var next);
            _rest = next!;
        }

        var read = Math.Min(_rest.Length, buffer.Length);
        _rest.AsSpan(0, read).CopyTo(buffer.Span);
        _rest = _rest[read..];
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (WriteFailure is { } failure)
        {
            return ValueTask.FromException(failure);
        }

        _toPod.Writer.TryWrite(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        if (supportsHalfClose)
        {
            _toPod.Writer.TryWrite([]);
            EndOnServerIf(() => _clientEnded = true);
        }

        return ValueTask.CompletedTask;
    }

    public override void Abort() => _disposed.TrySetResult();

    public override ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    private void EndOnServerIf(Action change)
    {
        lock (_gate)
        {
            change();
            if (!ServerIsSlow && _podEnded && (_clientEnded || WriteFailure is not null))
            {
                EndOnServer();
            }
        }
    }
}
