namespace DevLoop.Sandbox.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}
