namespace DevLoop.Sandbox.Schemas;

/// <summary>A value is of the wrong type; the message names the field and both types.</summary>
internal sealed class DecodeException(string message) : Exception(message);
