using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Api;

/// <summary>Around every request: the token is asked for where the path is not public, and what goes wrong is answered as a <c>Status</c>.</summary>
internal sealed class ApiMiddleware(BearerToken token, Func<PathString, bool> isPublic, ILogger logger)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (!isPublic(context.Request.Path) && !token.IsIn(context.Request))
            {
                throw ApiException.Unauthorized();
            }

            if (logger.IsEnabled(LogLevel.Debug) && ApiRequest.Parse(context.Request) is { } request)
            {
                Log.Requested(logger, request.Verb, request.Asked, request.Namespace ?? "all namespaces", request.Name);
            }

            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went; there is nobody to answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await Answer.FailureAsync(context, Translate(context, e));
        }
    }

    private ApiException Translate(HttpContext context, Exception e)
    {
        switch (e)
        {
            case ApiException refusal:
                return refusal;
            case StoreException refusal:
                return ApiException.From(refusal);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ApiException.TooLarge(RequestBody.MaxSize);
            case BadHttpRequestException bad:
                return ApiException.BadRequest(bad.Message);
            default:
                Log.RequestFailed(logger, e, context.Request.Method, context.Request.Path);
                return new ApiException(500, "InternalError", "Internal error occurred: the sandbox failed on this request; its log has the reason");
        }
    }
}
