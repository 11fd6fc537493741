using System.Threading.Channels;

namespace DevLoop.Sandbox.Controllers;

/// <summary>Keys to look at, each once however often it was added before its turn: no more entries than there are objects.</summary>
internal sealed class WorkQueue
{
    private readonly Lock _gate = new();
    private readonly HashSet<ObjectKey> _waiting = [];
    private readonly Channel<ObjectKey> _keys = Channel.CreateUnbounded<ObjectKey>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (_waiting.Add(key))
            {
                _keys.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>The next key. A change after this adds it again.</summary>
    public async Task<ObjectKey> TakeAsync(CancellationToken stopping)
    {
        var key = await _keys.Reader.ReadAsync(stopping);
        lock (_gate)
        {
            _waiting.Remove(key);
        }

        return key;
    }
}
