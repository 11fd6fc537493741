namespace DevLoop.Forwarding.Retries;

/// <summary>A stream failed before anybody can have seen a byte of it, and another one is to be opened.</summary>
/// <param name="atOnce">Whether without a delay.</param>
/// <param name="innerException">Why it failed.</param>
internal sealed class StreamLostException(bool atOnce, Exception innerException) : Exception(innerException.Message, innerException)
{
    /// <summary>Whether it is to be opened without a delay, because it goes to another pod.</summary>
    public bool AtOnce => atOnce;
}
