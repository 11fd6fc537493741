namespace DevLoop.Sandbox.Faults;

/// <summary>A fault that lasts until this is disposed.</summary>
internal sealed class ActiveFault(Action end) : IDisposable
{
    private int _ended;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            end();
        }
    }
}
