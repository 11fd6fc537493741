namespace DevLoop.Forwarding.LocalPorts;

/// <summary>A local port could not be bound. The message is a sentence for a person.</summary>
public sealed class LocalPortException(LocalPortError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Why.</summary>
    public LocalPortError Error { get; } = error;

    /// <summary>The message for who has named the entry already.</summary>
    public string WithoutEntry { get; init; } = message;
}
