using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Api;

/// <summary>
/// Watches: the changes of a collection as they happen, a JSON object a line, until the client goes, the time is up or the server
/// stops. To a client with a selector an object that begins or ceases to match is one that comes or goes.
/// </summary>
internal sealed class WatchEndpoint(ObjectStore store, TimeProvider clock, WatchFaults faults)
{
    // As often as the watch cache of Kubernetes sends them.
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    public async Task HandleAsync(
        HttpContext context, ResourceRequest request, RequestQuery query, ObjectPrinter printer, CancellationToken stopping)
    {
        var parameters = WatchParameters.Parse(query);
        var filter = ObjectFilter.Parse(request, query);

        // A version that is too old is told within the stream, as the API server does; one that is still to come is an error.
        if (parameters.FromVersion is { } asked && asked > store.ResourceVersion)
        {
            throw ApiException.From(StoreException.TooLarge(request.Kind.Resource, asked, store.ResourceVersion));
        }

        using var open = faults.Open(context);
        using var timeout = new CancellationTokenSource(parameters.Timeout, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping, context.RequestAborted, open.Ended);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = Acceptance.Json;
        var stream = new WatchStream(context.Response.BodyWriter, printer);
        WatchCursor? cursor = null;
        try
        {
            await context.Response.BodyWriter.FlushAsync(ended.Token);
            if (faults.TakeExpiry(request.Kind.Resource.Resource))
            {
                throw StoreException.Expired(request.Kind.Resource, parameters.FromVersion ?? 0, store.ResourceVersion);
            }

            cursor = new WatchCursor(parameters.FromVersion ?? await SendExistingAsync(request, filter, stream, ended.Token));
            await SendChangesAsync(request, filter, cursor, parameters.Bookmarks, stream, ended.Token);
        }
        catch (StoreException e)
        {
            await stream.ErrorAsync(ApiException.From(e), context.RequestAborted);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client went, the time is up, or the server stops: each is how a watch ends.
            if (parameters.Bookmarks && timeout.IsCancellationRequested && cursor is not null)
            {
                await BookmarkAsync(stream, cursor, context.RequestAborted);
            }
        }
    }

    private async Task SendChangesAsync(
        ResourceRequest request, ObjectFilter filter, WatchCursor cursor, bool bookmarks, WatchStream stream, CancellationToken ended)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ended);
        await using var changes = store.WatchAsync(request.Kind.Resource, request.Namespace, cursor, reading.Token).GetAsyncEnumerator(reading.Token);
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (bookmarks && !await HappensWithinAsync(next, BookmarkInterval, ended))
                {
                    await BookmarkAsync(stream, cursor, ended);
                    continue;
                }

                if (!await next)
                {
                    return;
                }

                if (Type(changes.Current, filter) is { } type)
                {
                    await stream.ChangeAsync(type, changes.Current.Object.Content, ended);
                }

                next = changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An iterator must not be disposed while it runs.
            await reading.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask BookmarkAsync(WatchStream stream, WatchCursor cursor, CancellationToken ended) =>
        faults.OmitsBookmarks ? ValueTask.CompletedTask : stream.BookmarkAsync(cursor.Version, ended);

    private async Task<long> SendExistingAsync(ResourceRequest request, ObjectFilter filter, WatchStream stream, CancellationToken ended)
    {
        var list = store.List(request.Kind.Resource, request.Namespace);
        foreach (var existing in list.Items.Where(filter.Matches))
        {
            await stream.ChangeAsync("ADDED", existing.Content, ended);
        }

        return list.ResourceVersion;
    }

    private async Task<bool> HappensWithinAsync(Task next, TimeSpan time, CancellationToken ended)
    {
        try
        {
            await next.WaitAsync(time, clock, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return next.IsCompleted;
        }
    }

    // What a change is to a client that sees only what its selectors match; null: nothing.
    private static string? Type(StoreEvent change, ObjectFilter filter)
    {
        var did = change.Previous is not null && filter.Matches(change.Previous);
        var does = change.Type != StoreEventType.Deleted && filter.Matches(change.Object);
        return (did, does) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
    }
}
