using System.Threading.Channels;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>A stream that a test plays by hand: what the pod sends, what fails, and what has come.</summary>
internal sealed class PlayedStream : ForwardedStream
{
    private readonly Channel<byte[]> _fromPod = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isWrittenTo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _received = [];

    public override int Port => 8080;

    public override bool SupportsHalfClose => true;

    public override Task<string?> Ended => _ended.Task;

    /// <summary>What the pod has got, once it is read by the test after all writes.</summary>
    public byte[] Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Whether the client's end of file has come.</summary>
    public bool IsEnded { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What writes fail with, if anything.</summary>
    public PortForwardException? WriteFailure { get; set; }

    /// <summary>Whether a write stays under way until the stream fails.</summary>
    public bool IsFull { get; init; }

    /// <summary>Completes with the first write.</summary>
    public Task IsWrittenTo => _isWrittenTo.Task.Within("write");

    public void Answer(params byte[] bytes) => _fromPod.Writer.TryWrite(bytes);

    /// <summary>The pod ends its side, and the server is done, with a text or without.</summary>
    public void End(string? text = null)
    {
        _fromPod.Writer.TryComplete();
        _ended.TrySetResult(text);
    }

    /// <summary>The reader and the writer fail.</summary>
    public void Fail(PortForwardException failure)
    {
        WriteFailure = failure;
        _blocked.TrySetException(failure);
        _fromPod.Writer.TryComplete(failure);
        _ended.TrySetResult(null);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!await _fromPod.Reader.WaitToReadAsync(cancellationToken))
        {
            return 0;
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        var next = await _fromPod.Reader.ReadAsync(cancellationToken);
        next.CopyTo(buffer);
        return next.Length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _isWrittenTo.TrySetResult();
        if (IsFull)
        {
            await _blocked.Task.WaitAsync(cancellationToken);
        }

        if (WriteFailure is { } failure)
        {
            throw failure;
        }

        lock (_received)
        {
            _received.AddRange(buffer.Span);
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        IsEnded = true;
        return ValueTask.CompletedTask;
    }

    public override void Abort() => Fail(new PortForwardException(PortForwardError.Closed, "given up"));

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        Abort();
        return ValueTask.CompletedTask;
    }
}
