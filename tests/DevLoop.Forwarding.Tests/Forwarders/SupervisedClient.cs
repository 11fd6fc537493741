using System.Net.Sockets;
using System.Text;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>A client of a forward to a <see cref="ScriptedPod"/>.</summary>
internal sealed class SupervisedClient(TcpClient client) : IDisposable
{
    private StreamReader? _reader;

    /// <summary>The line that comes next; null at the end of file.</summary>
    public Task<string?> ReadLineAsync() => (_reader ??= new StreamReader(client.GetStream(), Encoding.ASCII)).ReadLineAsync().Within("line from the pod");

    /// <summary>What comes back of a line.</summary>
    public async Task<string?> EchoAsync(string line)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\n"));
        return await ReadLineAsync();
    }

    /// <summary>Sends the end of file.</summary>
    public void Finish() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The error that the connection ends with.</summary>
    public async Task<SocketError?> FailureAsync()
    {
        try
        {
            return await ReadLineAsync() is null ? null : throw new AssertionException("There was a line.");
        }
        catch (IOException e)
        {
            return (e.InnerException as SocketException)?.SocketErrorCode;
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        client.Dispose();
    }
}
