namespace DevLoop.Sandbox.Storage;

/// <summary>
/// How far the reader of a watch has come. A change is behind the cursor once the reader has asked for the next one; changes of
/// other kinds, which it is not told of, are passed on the way. A watch that resumes here loses nothing.
/// </summary>
internal sealed class WatchCursor(long version)
{
    private long _version = version;

    /// <summary>The version up to which every change has been read. The watch may move it while others read it.</summary>
    public long Version
    {
        get => Volatile.Read(ref _version);
        set => Volatile.Write(ref _version, value);
    }
}
