namespace DevLoop.Forwarding.Forwarders;

/// <summary>The place of one connection among those that a forward may have, until it is disposed of. Used by one task at a time.</summary>
internal sealed class ConnectionPlace(ConnectionPlaces places) : IDisposable
{
    private bool _isHeld;

    /// <summary>It waits for a pod.</summary>
    public void Hold() => Set(isHeld: true);

    /// <summary>It has reached its pod.</summary>
    public void Through() => Set(isHeld: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Through();
        places.GiveBack();
    }

    private void Set(bool isHeld)
    {
        if (_isHeld != isHeld)
        {
            _isHeld = isHeld;
            places.CountHeld(isHeld ? 1 : -1);
        }
    }
}
