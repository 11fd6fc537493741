using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// The reading half of a session: cuts the transport's bytes into frames. A control frame is read whole, up to a bound;
/// a data frame is passed on as its bytes come, so its length needs none.
/// </summary>
internal sealed class SpdyReceiver(Stream transport, SpdySessionOptions options, ISpdyFrameHandler handler)
{
    private const int ReadSize = 64 * 1024;

    private int _dataLeft;
    private SpdyFrameHeader _data;

    /// <summary>Reads until the transport's end of file.</summary>
    /// <exception cref="SpdySessionException">The other side broke the protocol or a limit.</exception>
    /// <exception cref="IOException">The transport failed, or ended inside a frame.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var decoder = new SpdyHeaderDecoder(options.MaxHeaderBlockLength);
        var reader = PipeReader.Create(transport, new StreamPipeReaderOptions(bufferSize: ReadSize, minimumReadSize: ReadSize / 4, leaveOpen: true));
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(cancellationToken);
                if (!reading.IsCompleted)
                {
                    await handler.FlushAsync().ConfigureAwait(false);
                }

                var result = await reading.ConfigureAwait(false);
                var rest = result.Buffer;
                handler.OnReceived();
                try
                {
                    rest = await ReadFramesAsync(rest, decoder).ConfigureAwait(false);
                    if (result.IsCompleted)
                    {
                        ThrowIfInsideFrame(rest);
                        return;
                    }
                }
                finally
                {
                    reader.AdvanceTo(rest.Start, rest.End);
                }
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadFramesAsync(ReadOnlySequence<byte> buffer, SpdyHeaderDecoder decoder)
    {
        while (true)
        {
            if (_dataLeft > 0)
            {
                if (buffer.IsEmpty)
                {
                    return buffer;
                }

                var piece = buffer.Slice(0, Math.Min(_dataLeft, buffer.Length));
                buffer = buffer.Slice(piece.End);
                _dataLeft -= (int)piece.Length;
                await handler.OnDataAsync(_data.StreamId, piece, _dataLeft == 0 && _data.IsFin).ConfigureAwait(false);
                continue;
            }

            var start = buffer;
            if (!SpdyFrameHeader.TryRead(ref buffer, out var header))
            {
                return start;
            }

            if (!header.IsControl)
            {
                _data = header;
                _dataLeft = header.Length;
                if (header.Length == 0)
                {
                    await handler.OnDataAsync(header.StreamId, ReadOnlySequence<byte>.Empty, header.IsFin).ConfigureAwait(false);
                }
            }
            else if (header.Length > options.MaxControlFrameLength)
            {
                throw new SpdySessionException(
                    PortForwardError.LimitExceeded,
                    $"a control frame of {header.Length} bytes, more than the {options.MaxControlFrameLength} that are accepted");
            }
            else if (buffer.Length < header.Length)
            {
                return start;
            }
            else
            {
                OnControlFrame(header, buffer.Slice(0, header.Length), decoder);
                buffer = buffer.Slice(header.Length);
            }
        }
    }

    private void OnControlFrame(SpdyFrameHeader header, ReadOnlySequence<byte> payload, SpdyHeaderDecoder decoder)
    {
        switch (header.Type)
        {
            case SpdyFrameType.SynStream:
                var opened = ReadStreamId(ref payload, header.Type);
                payload = Skip(payload, 6, header.Type);
                handler.OnSynStream(opened, decoder.Decode(payload), header.Flags);
                break;
            case SpdyFrameType.SynReply:
                var replied = ReadStreamId(ref payload, header.Type);
                decoder.Decode(payload);
                handler.OnSynReply(replied, header.IsFin);
                break;
            case SpdyFrameType.Headers:
                var streamId = ReadStreamId(ref payload, header.Type);
                decoder.Decode(payload);
                handler.OnHeaders(streamId, header.IsFin);
                break;
            case SpdyFrameType.RstStream:
                var reset = ReadStreamId(ref payload, header.Type);
                handler.OnRstStream(reset, (SpdyResetStatus)ReadUInt32(ref payload, header.Type));
                break;
            case SpdyFrameType.Ping:
                handler.OnPing(ReadUInt32(ref payload, header.Type));
                break;
            case SpdyFrameType.GoAway:
                handler.OnGoAway(ReadStreamId(ref payload, header.Type));
                break;
            default:
                // SETTINGS, WINDOW_UPDATE and types that SPDY/3.1 does not name change nothing here.
                break;
        }
    }

    private static int ReadStreamId(ref ReadOnlySequence<byte> payload, SpdyFrameType type) =>
        (int)(ReadUInt32(ref payload, type) & SpdyFrameHeader.MaxStreamId);

    private static uint ReadUInt32(ref ReadOnlySequence<byte> payload, SpdyFrameType type)
    {
        var rest = Skip(payload, sizeof(uint), type);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        payload.Slice(0, sizeof(uint)).CopyTo(bytes);
        payload = rest;
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static ReadOnlySequence<byte> Skip(ReadOnlySequence<byte> payload, int length, SpdyFrameType type) =>
        payload.Length >= length
            ? payload.Slice(length)
            : throw new SpdySessionException(PortForwardError.ProtocolViolation, $"a {type} frame that is too short");

    private void ThrowIfInsideFrame(ReadOnlySequence<byte> rest)
    {
        if (_dataLeft > 0 || !rest.IsEmpty)
        {
            throw new EndOfStreamException("the connection ended inside a frame");
        }
    }
}
