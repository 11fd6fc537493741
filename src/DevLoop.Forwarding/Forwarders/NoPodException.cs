namespace DevLoop.Forwarding.Forwarders;

/// <summary>No pod could be connected to within the time given. The message is a sentence for a person.</summary>
public sealed class NoPodException(string message, Exception? innerException = null) : Exception(message, innerException);
