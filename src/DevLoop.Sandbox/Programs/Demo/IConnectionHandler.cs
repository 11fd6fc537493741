using System.Net.Sockets;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>What one port of the demo program does with a connection.</summary>
internal interface IConnectionHandler
{
    /// <summary>Serves a connection to its end and closes the socket, which it owns from the call on.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="terminate">The program was asked to end: an idle connection may close.</param>
    /// <param name="abort">The connection ends now.</param>
    /// <exception cref="SocketException">The peer or the network ended the connection.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="abort"/> is set.</exception>
    Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort);
}
