using System.Buffers.Binary;
using System.Net.Sockets;
using DevLoop.PortForward;
using DevLoop.PortForward.Spdy;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Streaming;
using DevLoop.Testing;
using DevLoop.Testing.Wires;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>The server's end in memory, with a clock that the test moves and a pod whose socket it holds.</summary>
internal sealed class InMemoryPortForward : IAsyncDisposable
{
    public const int Port = 7100;

    private readonly PodSandbox _pod = new("default", "web", PodNetwork.Detect().Allocate());
    private readonly CancellationTokenSource _stop = new();
    private readonly PodListener _listener;
    private readonly RecordingStream _wire;
    private readonly Task _serving;

    public InMemoryPortForward(PortForwardOptions? options = null)
    {
        options ??= new PortForwardOptions();
        var (clientEnd, serverEnd) = DuplexStream.CreatePair();
        _wire = new RecordingStream(serverEnd);
        _listener = _pod.Address.Listen(Port);
        var server = new SpdyPortForward(_pod, new PodDialer(options.DialTimeout, TimeProvider.System), options, Clock, NullLogger.Instance);
        _serving = server.ServeAsync(_wire, _stop.Token);
        Client = SpdySession.Start(clientEnd, SpdyRole.Client, new SpdySessionOptions { KeepAliveInterval = null }, TimeProvider.System, NullLogger.Instance);
    }

    public FakeClock Clock { get; } = new();

    public SpdySession Client { get; }

    /// <summary>Completes when the server has let the session and its connections go.</summary>
    public Task Served => _serving;

    public static SpdyHeaders Headers(string type, string requestId, int port = Port) => new(
        (PortForwardHeaders.StreamType, type), (PortForwardHeaders.Port, $"{port}"), (PortForwardHeaders.RequestId, requestId));

    /// <summary>Opens a connection to <see cref="Port"/>.</summary>
    public (SpdyStream Error, SpdyStream Data) Open() => Client.OpenPair(Headers("error", "1"), Headers("data", "1"));

    public async Task<Socket> AcceptAsync() => await _listener.AcceptAsync(CancellationToken.None).AsTask().Within("connection in the pod");

    /// <summary>The data frames that the server has written since this was last asked: the 8 bytes of a head, then the payload.</summary>
    public IReadOnlyList<(int StreamId, int Length, bool Fin)> TakeDataFrames()
    {
        var frames = new List<(int, int, bool)>();
        for (ReadOnlySpan<byte> bytes = _wire.TakeWritten(); bytes.Length >= 8;)
        {
            var length = (bytes[5] << 16) | (bytes[6] << 8) | bytes[7];
            if ((bytes[0] & 0x80) == 0)
            {
                frames.Add((BinaryPrimitives.ReadInt32BigEndian(bytes), length, (bytes[4] & 1) == 1));
            }

            bytes = bytes[(8 + length)..];
        }

        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.Within("end of the server");
        await Client.DisposeAsync().AsTask().Within("end of the client");
        _listener.Dispose();
        _pod.Dispose();
        _stop.Dispose();
    }
}
