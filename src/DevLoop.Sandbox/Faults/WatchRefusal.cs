using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Faults;

/// <summary>No watch is opened: 503, as from a server that has too much to do.</summary>
internal sealed class WatchRefusal : IRequestFault
{
    public Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.Verb == "watch" ? throw ApiException.Unavailable() : Task.CompletedTask;
}
