using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Faults;

/// <summary>The next watch of a kind is answered with 410.</summary>
internal sealed class ExpiredAnswerFault(string resource) : IRequestFault
{
    private int _happened;

    public Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.Verb == "watch" && request.Asked == resource && Interlocked.Exchange(ref _happened, 1) == 0
            ? throw new ApiException(410, "Expired", "The resourceVersion for the provided watch is too old.")
            : Task.CompletedTask;
}
