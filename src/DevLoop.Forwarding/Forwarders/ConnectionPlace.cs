namespace DevLoop.Forwarding.Forwarders;

/// <summary>The place of one connection among those that a forward may have, until it is disposed of, or its client has left.</summary>
/// <param name="places">The places.</param>
/// <param name="hasClientLeft">Whether the client is gone, asked only while the connection is held.</param>
internal sealed class ConnectionPlace(ConnectionPlaces places, Func<bool> hasClientLeft) : IDisposable
{
    /// <summary>It has no timer and links to no other source: there is nothing to dispose of.</summary>
    private readonly CancellationTokenSource _left = new();
    private volatile bool _wasThrough;

    /// <summary>
    /// Whether the client is gone. Of one whose connection was through before, and is held again, the relay finds that out: bytes of
    /// it were read, and it may have ended its side and wait for the answer.
    /// </summary>
    public bool HasClientLeft => !_wasThrough && hasClientLeft();

    /// <summary>Cancelled when the place is taken away, because the client of the held connection has left.</summary>
    public CancellationToken ClientLeft => _left.Token;

    /// <summary>It waits for a pod.</summary>
    public void Hold() => places.Hold(this);

    /// <summary>It has reached its pod.</summary>
    public void Through()
    {
        _wasThrough = true;
        places.Through(this);
    }

    /// <inheritdoc/>
    public void Dispose() => places.GiveBack(this);

    /// <summary>The place is another one's now.</summary>
    internal void TakeAway() => _ = _left.CancelAsync();
}
