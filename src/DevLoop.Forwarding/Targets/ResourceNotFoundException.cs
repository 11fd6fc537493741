namespace DevLoop.Forwarding.Targets;

/// <summary>What was to be forwarded to does not exist, or has no such port. The message is a sentence for a person, with the names that are close.</summary>
public sealed class ResourceNotFoundException(string message, Exception? innerException = null) : Exception(message, innerException);
