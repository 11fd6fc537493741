namespace DevLoop.PortForward.Relaying;

/// <summary>How a relayed connection went.</summary>
/// <param name="BytesToPod">Bytes that were read from the local client and handed to the wire.</param>
/// <param name="BytesFromPod">Bytes that were written to the local client.</param>
/// <param name="End">Who ended it.</param>
/// <param name="Failure">Why, unless it ended as it should.</param>
public sealed record RelayResult(long BytesToPod, long BytesFromPod, RelayEnd End, Exception? Failure = null);
