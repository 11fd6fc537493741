namespace DevLoop.Sandbox.Storage;

/// <summary>
/// A change of one object. <paramref name="Object"/> is its state after the change, or its last state, with the version of the
/// deletion, when it was deleted. <paramref name="Previous"/> is the state before, null for a new object.
/// </summary>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public long ResourceVersion => Object.ResourceVersion;
}
