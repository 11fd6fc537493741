namespace DevLoop.Forwarding.Forwarders;

/// <summary>A connection was brought to no pod in the time that it may be held. The message is a sentence for a person.</summary>
internal sealed class HoldOverException(string message, Exception? innerException = null) : Exception(message, innerException);
