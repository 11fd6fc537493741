using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using DevLoop.Sandbox.Programs;

namespace DevLoop.Soak.Load;

/// <summary>Does on a connection what its plan says. Returns when all was as it should be.</summary>
internal sealed class Conversation(ConnectionPlan plan, LocalConnection connection)
{
    /// <summary>How many pieces a trickle has.</summary>
    public const int Pieces = 8;

    private const int BufferSize = 32 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];

    /// <exception cref="WrongBytesException">What came is not what belongs there.</exception>
    /// <exception cref="EndOfStreamException">It ended in order, and bytes are missing.</exception>
    /// <exception cref="SocketException">It was reset.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is set.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await connection.ConnectAsync(plan.Forward.LocalPorts[PortName], cancellationToken);
        await (plan.Kind switch
        {
            ConnectionKind.Download or ConnectionKind.Stall => DownloadAsync(cancellationToken),
            ConnectionKind.Upload => UploadAsync(cancellationToken),
            ConnectionKind.Echo or ConnectionKind.Trickle => EchoAsync(cancellationToken),
            ConnectionKind.HalfClose => CountAsync(cancellationToken),
            _ => LeaveAsync(cancellationToken),
        });
    }

    private string PortName => plan.Kind switch
    {
        ConnectionKind.Echo or ConnectionKind.Trickle => "echo",
        ConnectionKind.HalfClose => "sink",
        _ => "http",
    };

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        var answer = await AskForBytesAsync(cancellationToken);
        await ReadBodyAsync(answer, plan.Kind == ConnectionKind.Stall ? plan.Cut : plan.Size, 0, cancellationToken);
        if (plan.Kind == ConnectionKind.Stall)
        {
            await Task.Delay(plan.Pause, TimeProvider.System, cancellationToken);
            await ReadBodyAsync(answer, plan.Size, plan.Cut, cancellationToken);
        }

        await answer.ReadEndAsync(cancellationToken);
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PostHeadAsync(cancellationToken);
        await SendAsync(plan.Size, hash, cancellationToken);
        var expected = Convert.ToHexStringLower(hash.GetHashAndReset()) + "\n";
        var answer = new HttpAnswer(connection, _buffer);
        await answer.ReadHeadAsync(expected.Length, cancellationToken);
        var checksum = "";
        while (checksum.Length < expected.Length)
        {
            checksum += Encoding.ASCII.GetString((await answer.ReadAsync(expected.Length, cancellationToken)).Span);
        }

        if (checksum != expected)
        {
            throw new WrongBytesException($"the checksum of what the pod got is {checksum.Trim()} and not {expected.Trim()}");
        }

        await answer.ReadEndAsync(cancellationToken);
    }

    private async Task EchoAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadEchoAsync(both.Token);
        var sending = SendAndEndAsync(both.Token);
        try
        {
            await await Task.WhenAny(reading, sending);
            await Task.WhenAll(reading, sending);
        }
        catch (EndOfStreamException)
        {
            await EndAsync();

            // The system tells of a reset once. Whoever reads after it was told to who sends gets an end of file.
            if (sending.Exception?.InnerException is SocketException reset)
            {
                throw reset;
            }

            throw;
        }
        catch
        {
            await EndAsync();
            throw;
        }

        async Task EndAsync()
        {
            await both.CancelAsync();
            await Task.WhenAll(reading, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await SendAndEndAsync(cancellationToken);
        var count = "";
        int read;
        while ((read = await connection.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            count += Encoding.ASCII.GetString(_buffer, 0, read);
        }

        if (count.Length == 0)
        {
            throw new EndOfStreamException();
        }

        if (count != string.Create(CultureInfo.InvariantCulture, $"{plan.Size}\n"))
        {
            throw new WrongBytesException($"the pod counted '{count.Trim()}' bytes of {plan.Size}");
        }
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (plan.Sends)
        {
            await PostHeadAsync(cancellationToken);
            await SendAsync(plan.Cut, hash: null, cancellationToken);
        }
        else
        {
            await ReadBodyAsync(await AskForBytesAsync(cancellationToken), plan.Cut, 0, cancellationToken);
        }

        if (plan.Resets)
        {
            connection.ResetAtEnd();
        }
    }

    private async Task<HttpAnswer> AskForBytesAsync(CancellationToken cancellationToken)
    {
        await WriteTextAsync($"GET /bytes?n={plan.Size}&from={plan.Offset} HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n", cancellationToken);
        var answer = new HttpAnswer(connection, _buffer);
        await answer.ReadHeadAsync(plan.Size, cancellationToken);
        return answer;
    }

    private async Task ReadBodyAsync(HttpAnswer answer, int until, int from, CancellationToken cancellationToken)
    {
        for (var place = from; place < until;)
        {
            var more = await answer.ReadAsync(until - place, cancellationToken);
            if (BytePattern.FirstDifference(more.Span, plan.Offset + place) is >= 0 and var difference)
            {
                throw new WrongBytesException($"byte {place + difference} of {plan.Size} is wrong");
            }

            place += more.Length;
        }
    }

    private Task PostHeadAsync(CancellationToken cancellationToken) =>
        WriteTextAsync($"POST /sha256 HTTP/1.1\r\nHost: pod\r\nConnection: close\r\nContent-Length: {plan.Size}\r\n\r\n", cancellationToken);

    private async Task SendAndEndAsync(CancellationToken cancellationToken)
    {
        await SendAsync(plan.Size, hash: null, cancellationToken);
        if (plan.Forward.Wire.KeepsHalfClose)
        {
            connection.EndSending();
        }
    }

    /// <summary>Sends the first bytes of what is its own.</summary>
    private async Task SendAsync(int count, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        var (piece, pause) = plan.Kind == ConnectionKind.Trickle ? (count / Pieces, plan.Pause / Pieces) : (BufferSize, TimeSpan.Zero);
        for (var place = 0; place < count;)
        {
            var slice = CheckedBytes.Slice(plan.Offset + place, Math.Min(piece, count - place));
            hash?.AppendData(slice.Span);
            await connection.WriteAsync(slice, cancellationToken);
            place += slice.Length;
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task ReadEchoAsync(CancellationToken cancellationToken)
    {
        for (var place = 0; place < plan.Size;)
        {
            var read = await connection.ReadAsync(_buffer.AsMemory(0, Math.Min(_buffer.Length, plan.Size - place)), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            if (CheckedBytes.FirstDifference(_buffer.AsSpan(0, read), plan.Offset + place) is >= 0 and var difference)
            {
                throw new WrongBytesException($"byte {place + difference} of {plan.Size} is wrong");
            }

            place += read;
        }

        if (plan.Forward.Wire.KeepsHalfClose && await connection.ReadAsync(_buffer, cancellationToken) > 0)
        {
            throw new WrongBytesException("more came back than was sent");
        }
    }

    private Task WriteTextAsync(string text, CancellationToken cancellationToken) => connection.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
}
