using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Faults;

/// <summary>A user may not do one thing with one kind, in one namespace or in none.</summary>
internal sealed class ForbiddenFault(string user, string verb, string resource, string? @namespace) : IRequestFault
{
    public Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.Verb == verb && request.Asked == resource && (@namespace is null || request.Namespace == @namespace)
            ? throw ApiException.Forbidden(request.Resource, request.Name, user, request.Verb, request.Asked, request.Namespace)
            : Task.CompletedTask;
}
