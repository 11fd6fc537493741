namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>How a connection ended for its local client.</summary>
/// <param name="Bytes">What it received.</param>
/// <param name="IsClean">Whether it saw the end of file, and not a reset.</param>
/// <param name="Took">How long that took, by the clock of the program.</param>
internal sealed record LocalEnd(byte[] Bytes, bool IsClean, TimeSpan Took);
