namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>A patch does not apply. The message says why, as a part of a sentence.</summary>
internal sealed class PatchException(string message) : Exception(message);
