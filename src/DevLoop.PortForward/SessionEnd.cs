namespace DevLoop.PortForward;

/// <summary>The one reason why a session ended.</summary>
/// <param name="Error">The reason, to switch on.</param>
/// <param name="Message">The reason, to read. May hold text from the other side, with its control characters replaced.</param>
/// <param name="Cause">The exception behind it, for the debug log.</param>
public sealed record SessionEnd(PortForwardError Error, string Message, Exception? Cause = null)
{
    /// <summary>The exception that the session's open connections fail with.</summary>
    public PortForwardException ToException() => new(Error, Message, Cause);
}
