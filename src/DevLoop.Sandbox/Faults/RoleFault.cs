using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Faults;

/// <summary>A user may do nothing but what the rules of a Role allow.</summary>
internal sealed class RoleFault(string user, IReadOnlyList<RoleRule> rules) : IRequestFault
{
    public Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken) =>
        rules.Any(r => r.Allows(request))
            ? Task.CompletedTask
            : throw ApiException.Forbidden(request.Resource, request.Name, user, request.Verb, request.Asked, request.Namespace);
}
