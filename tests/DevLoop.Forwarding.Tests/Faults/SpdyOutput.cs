using System.Buffers.Binary;
using DevLoop.Testing.Wires;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>
/// What a SPDY session writes to, which knows what of it has gone out, and lets something else go out in between two frames, or in
/// place of all that would follow.
/// </summary>
/// <param name="inner">The transport, which is disposed with this one.</param>
internal sealed class SpdyOutput(Stream inner) : AsyncDuplexStream
{
    private const int HeaderSize = 8;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly byte[] _header = new byte[HeaderSize];
    private readonly List<(long Payload, int Fins, TaskCompletionSource Reached)> _waiting = [];
    private List<byte>? _held;
    private bool _isMute;
    private int _headerLength;
    private int _payloadLeft;
    private bool _isData;
    private long _payload;
    private int _fins;

    /// <summary>Completes once so many bytes of data, and so many ends of file, were written since the beginning.</summary>
    public Task WrittenAsync(long payload, int fins)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((payload, fins, reached));
            Tell();
            return reached.Task;
        }
    }

    /// <summary>Keeps what is written, until <see cref="ReleaseAsync"/>.</summary>
    public Task HoldAsync() => InTurnAsync(() =>
    {
        _held = [];
        return Task.CompletedTask;
    });

    /// <summary>Lets out what was kept, in one piece.</summary>
    public Task ReleaseAsync() => InTurnAsync(async () =>
    {
        await inner.WriteAsync(_held!.ToArray());
        _held = null;
    });

    /// <summary>Writes a frame of the test's own.</summary>
    public Task InsertAsync(byte[] frame) => InTurnAsync(() => inner.WriteAsync(frame).AsTask());

    /// <summary>Does something in place of all that the session writes from now on.</summary>
    public Task InsteadAsync(Func<Task> act) => InTurnAsync(() =>
    {
        _isMute = true;
        return act();
    });

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await InTurnAsync(async () =>
    {
        if (_held is not null)
        {
            _held.AddRange(buffer.Span);
        }
        else if (!_isMute)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        Count(buffer.Span);
    });

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task InTurnAsync(Func<Task> act)
    {
        await _turn.WaitAsync();
        try
        {
            await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (bytes.Length > 0)
            {
                var taken = _payloadLeft > 0 ? Math.Min(_payloadLeft, bytes.Length) : Math.Min(HeaderSize - _headerLength, bytes.Length);
                if (_payloadLeft > 0)
                {
                    _payloadLeft -= taken;
                    _payload += _isData ? taken : 0;
                }
                else
                {
                    bytes[..taken].CopyTo(_header.AsSpan(_headerLength));
                    _headerLength += taken;
                    CountHeader();
                }

                bytes = bytes[taken..];
            }

            Tell();
        }
    }

    private void CountHeader()
    {
        if (_headerLength == HeaderSize)
        {
            _headerLength = 0;
            _isData = _header[0] < 0x80;
            _payloadLeft = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4)) & 0xFF_FFFF;
            _fins += _isData && _header[4] == 1 ? 1 : 0;
        }
    }

    private void Tell()
    {
        foreach (var (_, _, reached) in _waiting.Where(w => _payload >= w.Payload && _fins >= w.Fins))
        {
            reached.TrySetResult();
        }
    }
}
