namespace DevLoop.Sandbox.Selectors;

/// <summary>A selector cannot be read; the message says where.</summary>
internal sealed class SelectorException(string message) : Exception(message);
