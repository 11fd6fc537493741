using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// Calls with one message each way, as
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md has them, over HTTP/2 without TLS on a Unix socket.
/// </summary>
internal sealed class UnaryGrpcClient : IDisposable
{
    /// <summary>For every call: a pod start under load takes a few seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const int PrefixLength = 5;
    private const int MaxResponseLength = 4 << 20;

    private readonly HttpClient _http;

    public UnaryGrpcClient(string socketPath)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(socketPath, cancellationToken),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://localhost"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxResponseLength,
        };
    }

    /// <param name="method">The full name, <c>/package.Service/Method</c>.</param>
    /// <param name="request">What is sent.</param>
    /// <param name="parser">Reads what comes back.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GrpcException">The server answered with a status other than OK, or not in gRPC.</exception>
    /// <exception cref="HttpRequestException">There is no server on the socket, or the connection broke.</exception>
    /// <exception cref="TimeoutException">No answer within a minute.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>
    {
        using var timeout = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var message = CreateRequest(method, request);
        try
        {
            using var response = await _http.SendAsync(message, linked.Token);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token);
            ThrowUnlessOk(method, response);
            return parser.ParseFrom(Unframe(method, body));
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{method} gave no answer within {Deadline.TotalSeconds} s.", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpRequestMessage CreateRequest(string method, IMessage request)
    {
        // Compressed flag (1 byte, never set), length (4 bytes, big-endian), message.
        var framed = new byte[PrefixLength + request.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - PrefixLength);
        request.WriteTo(framed.AsSpan(PrefixLength));

        return new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers =
            {
                TE = { new TransferCodingWithQualityHeaderValue("trailers") },
            },
            Content = new ByteArrayContent(framed)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") },
            },
        };
    }

    private static void ThrowUnlessOk(string method, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new GrpcException(method, GrpcException.Unknown, $"HTTP status {(int)response.StatusCode}");
        }

        // An answer without a message carries the status in its headers.
        var fields = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : (HttpHeaders)response.Headers;
        if (!int.TryParse(Value(fields, "grpc-status"), out var status))
        {
            throw new GrpcException(method, GrpcException.Unknown, "the answer has no grpc-status");
        }

        if (status != 0)
        {
            throw new GrpcException(method, status, Uri.UnescapeDataString(Value(fields, "grpc-message") ?? ""));
        }
    }

    private static string? Value(HttpHeaders fields, string name) =>
        fields.TryGetValues(name, out var values) ? values.First() : null;

    private static ReadOnlySpan<byte> Unframe(string method, byte[] body) =>
        body.Length >= PrefixLength && body[0] == 0
        && BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) == body.Length - PrefixLength
            ? body.AsSpan(PrefixLength)
            : throw new GrpcException(method, GrpcException.Unknown, $"the answer's {body.Length} bytes are not one message");
}
