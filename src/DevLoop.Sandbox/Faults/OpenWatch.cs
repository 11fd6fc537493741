using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Faults;

/// <summary>A watch that is being answered, for those who want to end it.</summary>
internal sealed class OpenWatch(HttpContext context, Action<OpenWatch> closed) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>The answer is to end here.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Ends the answer as if all had been said.</summary>
    public void End() => _ = _ended.CancelAsync();

    /// <summary>Breaks the connection off, with everything else that goes over it.</summary>
    public void Abort()
    {
        if (context.Features.Get<IConnectionLifetimeFeature>() is { } connection)
        {
            connection.Abort();
        }
        else
        {
            context.Abort();
        }
    }

    public void Dispose()
    {
        closed(this);
        _ended.Dispose();
    }
}
