namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>A forwarded connection at the server's end. What is sent is on its way when the call is done.</summary>
internal abstract class PodConnection
{
    /// <summary>Accepts the connection.</summary>
    public abstract Task ReplyAsync();

    /// <summary>What the client sent; 0 at its end of file.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    public abstract Task SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Sends the end of file of the pod's program.</summary>
    public abstract Task EndAsync();

    /// <summary>Says that the server is done with the connection.</summary>
    public abstract void Finish();

    /// <summary>Says why the connection failed, and ends it.</summary>
    public abstract Task FailAsync(string text);

    /// <summary>Resets the connection, by the means of the wire.</summary>
    public abstract void Reset(bool refuse);

    /// <summary>Announces the end of the session, which still has a good stream or none.</summary>
    public abstract Task GoAwayAsync(bool isGood);

    /// <summary>Closes the WebSocket.</summary>
    public abstract Task CloseAsync();

    /// <summary>Sends half of a message, and nothing after it.</summary>
    /// <param name="payload">What it carries of the connection's bytes; none for a message that carries none.</param>
    public abstract Task SendHalfAsync(ReadOnlyMemory<byte> payload);

    /// <summary>Sends bytes in place of messages, and nothing after them.</summary>
    public abstract Task SendNoiseAsync(byte[] noise);

    /// <summary>Waits until the client has closed the connection under it.</summary>
    public abstract Task GoneAsync();
}
