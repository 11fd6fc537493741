using Microsoft.AspNetCore.Routing;

namespace DevLoop.Sandbox.Hosting;

/// <summary>
/// What runs the pods: it registers its <c>Node</c> object in the store, binds pods to it (<c>spec.nodeName</c>), runs them,
/// writes their status, removes those whose <c>deletionTimestamp</c> is set once they have ended, and serves their streams.
/// </summary>
internal interface ISandboxNode
{
    /// <summary>
    /// Adds what the API server hands on to a kubelet: <c>pods/{name}/portforward</c>, <c>pods/{name}/log</c> and
    /// <c>nodes/{node}/proxy/portForward/{namespace}/{pod}</c>. The caller of these is authenticated before they run.
    /// </summary>
    /// <param name="routes">The routes of an API server.</param>
    /// <param name="stopping">That API server stops: the streams through it end, the pods go on.</param>
    void MapEndpoints(IEndpointRouteBuilder routes, CancellationToken stopping);

    /// <summary>Runs until <paramref name="stopping"/> is cancelled, and returns when every pod has ended.</summary>
    Task RunAsync(CancellationToken stopping);
}
