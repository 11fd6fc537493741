using System.Buffers;
using System.Net.WebSockets;
using DevLoop.PortForward.Tunneling;

namespace DevLoop.PortForward.Channels;

/// <summary>The one forwarded connection of a <see cref="V4ChannelSession"/>.</summary>
internal sealed class V4ChannelForwardedStream : ForwardedStream
{
    private const int MaxPayload = 32 * 1024;
    private const int ReceiveBufferSize = 256 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly WebSocket _webSocket;
    private readonly TimeProvider _time;
    private readonly ReceiveBuffer _input = new(ReceiveBufferSize);

    // Never disposed: without a timer it holds nothing, and giving up is allowed at any time.
    private readonly CancellationTokenSource _stop = new();
    private readonly ErrorText _errorText = new();
    private int _disposed;

    public V4ChannelForwardedStream(WebSocket webSocket, int port, TimeProvider time)
    {
        _webSocket = webSocket;
        _time = time;
        Port = port;
        Completion = ReceiveAsync();
        Ended = EndedAsync();
    }

    public override int Port { get; }

    public override bool SupportsHalfClose => false;

    public override Task<string?> Ended { get; }

    /// <summary>Completes when the WebSocket is over. Never faults.</summary>
    public Task<SessionEnd> Completion { get; }

    private bool IsGivenUp => _stop.IsCancellationRequested || Volatile.Read(ref _disposed) != 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await _input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0 || buffer.IsEmpty)
        {
            return read;
        }

        var end = await Completion.ConfigureAwait(false);
        return end.Error == PortForwardError.ClosedByPeer ? 0 : throw end.ToException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var message = ArrayPool<byte>.Shared.Rent(MaxPayload + 1);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            message[0] = V4Channel.DataOf(0);
            while (buffer.Length > 0)
            {
                if (Completion.IsCompletedSuccessfully)
                {
                    throw Completion.Result.ToException();
                }

                var payload = buffer[..Math.Min(buffer.Length, MaxPayload)];
                payload.CopyTo(message.AsMemory(1));
                var frame = new ReadOnlyMemory<byte>(message, 0, payload.Length + 1);
                await _webSocket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, either.Token).ConfigureAwait(false);
                buffer = buffer[payload.Length..];
            }
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or (IOException and not PortForwardException)
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw (IsGivenUp || Completion.IsCompleted ? await Completion.ConfigureAwait(false) : Broken(e)).ToException();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override void Abort() => _stop.Cancel();

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await WebSocketClosing.CloseAsync(_webSocket, CloseTimeout, _time).ConfigureAwait(false);
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await Completion.ConfigureAwait(false);
    }

    private async Task<SessionEnd> ReceiveAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var isOpened = await ReceiveMessagesAsync().ConfigureAwait(false);
            if (_errorText.Take() is { } text)
            {
                return new SessionEnd(PortForwardError.Refused, text);
            }

            // A server opens the channel before it connects to the program: without that there was no program to end its side.
            return isOpened
                ? new SessionEnd(PortForwardError.ClosedByPeer, "the other side closed the connection")
                : new SessionEnd(PortForwardError.NotTaken, "the other side closed the connection before it had begun");
        }
        catch (InvalidDataException e)
        {
            return new SessionEnd(PortForwardError.ProtocolViolation, e.Message, e);
        }
        catch (Exception e)
        {
            // Giving up breaks the WebSocket, which shows here in more than one way.
            return IsGivenUp
                ? new SessionEnd(PortForwardError.Closed, "the connection was given up on this side", e)
                : Broken(e);
        }
        finally
        {
            _input.End();
        }
    }

    /// <summary>
    /// Until the other side closes, or has said what went wrong: after the text, nothing more comes. Gives whether it had opened the
    /// channel.
    /// </summary>
    private async Task<bool> ReceiveMessagesAsync()
    {
        var opened = (Data: false, Error: false);
        var channel = new byte[1];
        while (true)
        {
            var result = await _webSocket.ReceiveAsync(channel.AsMemory(), _stop.Token).ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                ThrowUnlessNormal();
                return opened.Data;
            }

            if (result.MessageType == WebSocketMessageType.Text)
            {
                throw new InvalidDataException($"the other side sent a text message, and {V4Channel.Subprotocol} has binary ones only");
            }

            if (result.Count == 0)
            {
                continue;
            }

            if (channel[0] == V4Channel.DataOf(0))
            {
                await ReceivePayloadAsync(result, opened.Data ? 0 : sizeof(ushort), ToReaderAsync).ConfigureAwait(false);
                opened.Data = true;
            }
            else if (channel[0] == V4Channel.ErrorOf(0))
            {
                await ReceivePayloadAsync(result, opened.Error ? 0 : sizeof(ushort), ToErrorTextAsync).ConfigureAwait(false);
                if (_errorText.IsFull || (opened.Error && _errorText.Take() is not null))
                {
                    ThrowIfBlank();
                    return opened.Data;
                }

                opened.Error = true;
            }
            else
            {
                throw new InvalidDataException($"the other side sent a message on channel {channel[0]}, which was not asked for");
            }
        }
    }

    /// <summary>A server that fails closes its WebSocket too, and says so in the status.</summary>
    private void ThrowUnlessNormal()
    {
        if (_webSocket.CloseStatus is not (null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty))
        {
            throw new IOException($"the other side closed the WebSocket with status {(int)_webSocket.CloseStatus}");
        }
    }

    private void ThrowIfBlank()
    {
        if (_errorText.Take() is null)
        {
            throw new InvalidDataException($"the other side sent {ErrorText.MaxLength} blanks on the error channel");
        }
    }

    /// <summary>To the end of the message, or until more of an error than is kept was said: nobody reads on then.</summary>
    private async Task ReceivePayloadAsync(ValueWebSocketReceiveResult first, int skip, Func<ReadOnlyMemory<byte>, ValueTask> consume)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxPayload);
        try
        {
            var isLast = first.EndOfMessage;
            while (!isLast && !_errorText.IsFull)
            {
                var result = await _webSocket.ReceiveAsync(buffer.AsMemory(), _stop.Token).ConfigureAwait(false);
                isLast = result.EndOfMessage;
                var skipped = Math.Min(skip, result.Count);
                skip -= skipped;
                await consume(buffer.AsMemory(skipped, result.Count - skipped)).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask ToReaderAsync(ReadOnlyMemory<byte> payload) => _input.FillAsync(new ReadOnlySequence<byte>(payload), _stop.Token);

    private ValueTask ToErrorTextAsync(ReadOnlyMemory<byte> payload)
    {
        _errorText.Append(payload.Span);
        return ValueTask.CompletedTask;
    }

    private async Task<string?> EndedAsync()
    {
        var end = await Completion.ConfigureAwait(false);
        return end.Error == PortForwardError.Refused ? end.Message : null;
    }

    private static SessionEnd Broken(Exception e) => new(PortForwardError.TransportFailed, $"the connection broke: {WebSocketClosing.ReasonOf(e)}", e);
}
