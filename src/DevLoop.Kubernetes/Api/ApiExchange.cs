namespace DevLoop.Kubernetes.Api;

/// <summary>An answer whose headers are there and whose body may still come, within the deadline.</summary>
internal sealed class ApiExchange(HttpResponseMessage response, Deadline deadline, ConnectionFailure failure) : IDisposable
{
    public HttpResponseMessage Response => response;

    public Deadline Deadline => deadline;

    /// <summary>Reads from the answer; what the network does to it comes out as one of this library's exceptions.</summary>
    public async Task<TResult> ReadAsync<TResult>(Func<Stream, CancellationToken, ValueTask<TResult>> read)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            return await read(body, deadline.Token);
        }
        catch (Exception e)
        {
            if (failure.Translate(e, deadline) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }

    public void Dispose()
    {
        response.Dispose();
        deadline.Dispose();
    }
}
