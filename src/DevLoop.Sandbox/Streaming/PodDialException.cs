namespace DevLoop.Sandbox.Streaming;

/// <summary>A port of a pod cannot be reached; the message is the text for the client's error stream.</summary>
internal sealed class PodDialException(string message) : Exception(message);
