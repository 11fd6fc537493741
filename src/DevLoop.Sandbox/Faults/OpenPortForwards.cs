using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Faults;

/// <summary>The port-forwards that an API server serves, for those who want to break them off.</summary>
internal sealed class OpenPortForwards
{
    private readonly ConcurrentDictionary<HttpContext, IConnectionLifetimeFeature> _open = new();

    public int Count => _open.Count;

    /// <summary>Serves a request, which counts for as long as that takes if it asks for an upgrade: nothing but port-forwards does.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && context.Features.Get<IConnectionLifetimeFeature>() is { } connection)
        {
            _open[context] = connection;
            try
            {
                await next(context);
            }
            finally
            {
                _open.TryRemove(context, out _);
            }
        }
        else
        {
            await next(context);
        }
    }

    public void Abort()
    {
        foreach (var connection in _open.Values)
        {
            connection.Abort();
        }
    }
}
