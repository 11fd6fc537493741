using DevLoop.Soak.Cluster;

namespace DevLoop.Soak.Load;

/// <summary>What one connection is to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Forward">Through which forward.</param>
/// <param name="Size">How many bytes are asked for or sent.</param>
/// <param name="Offset">Where in the pattern its bytes begin, so that those of two connections can be told apart.</param>
/// <param name="Cut">After how many bytes a stall begins, or the client leaves.</param>
/// <param name="Resets">Whether a client that leaves does so by a reset.</param>
/// <param name="Sends">Whether a client that leaves was sending.</param>
/// <param name="Pause">How long a stall lasts, or the pauses of a trickle together.</param>
internal sealed record ConnectionPlan(ConnectionKind Kind, Forward Forward, int Size, int Offset, int Cut, bool Resets, bool Sends, TimeSpan Pause);
