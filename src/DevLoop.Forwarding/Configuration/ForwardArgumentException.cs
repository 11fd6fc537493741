namespace DevLoop.Forwarding.Configuration;

/// <summary>What was asked for makes no sense. The message is a sentence for a person: what is wrong, where, and what to do.</summary>
public sealed class ForwardArgumentException(string message, Exception? innerException = null) : Exception(message, innerException);
