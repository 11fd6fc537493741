using System.Text;
using System.Threading.Channels;
using DevLoop.PortForward;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>The pod's end of a connection, in memory.</summary>
internal sealed class ScriptedStream : ForwardedStream
{
    private readonly Channel<byte[]> _bytes = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedPod _pod;

    public ScriptedStream(ScriptedPod pod, int port)
    {
        _pod = pod;
        Port = port;
        if (pod is { Failure: null, IsSilent: false })
        {
            _bytes.Writer.TryWrite(Encoding.ASCII.GetBytes($"{pod.Name}:{port}\n"));
        }
    }

    public override int Port { get; }

    public override bool SupportsHalfClose => _pod.SupportsHalfClose;

    public override Task<string?> Ended => _ended.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_pod.Failure is { } failure)
        {
            if (_pod.FailsLate)
            {
                await _bytes.Reader.WaitToReadAsync(cancellationToken);
            }

            _ended.TrySetResult(failure.Error == PortForwardError.Refused ? failure.Message : null);
            throw failure;
        }

        var isOver = !await _bytes.Reader.WaitToReadAsync(cancellationToken);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (isOver)
        {
            _ended.TrySetResult(null);
            return 0;
        }

        var next = await _bytes.Reader.ReadAsync(cancellationToken);
        next.CopyTo(buffer);
        return next.Length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        _bytes.Writer.WriteAsync(buffer.ToArray(), cancellationToken);

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        _pod.ClientEnded.TrySetResult();
        if (SupportsHalfClose)
        {
            _bytes.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    public override void Abort() => _bytes.Writer.TryComplete();

    public override ValueTask DisposeAsync()
    {
        Abort();
        _ended.TrySetResult(null);
        return ValueTask.CompletedTask;
    }
}
