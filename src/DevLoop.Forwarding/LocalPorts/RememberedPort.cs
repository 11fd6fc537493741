namespace DevLoop.Forwarding.LocalPorts;

/// <summary>The local port that an entry had.</summary>
/// <param name="Port">The number.</param>
/// <param name="LastUsed">The last day (UTC) on which it was bound.</param>
internal sealed record RememberedPort(int Port, DateOnly LastUsed);
