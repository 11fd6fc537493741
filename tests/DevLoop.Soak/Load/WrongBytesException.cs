namespace DevLoop.Soak.Load;

/// <summary>What came is not what was sent.</summary>
internal sealed class WrongBytesException(string message) : Exception(message);
