using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>The web site of one container.</summary>
internal sealed class DemoSite(string hostName, string version, DemoControls controls, ContainerLog log)
{
    private const int MaxLoggedTarget = 200;

    /// <summary>Answers <c>/</c>, <c>/bytes?n=&amp;from=</c> and <c>/healthz</c>, and takes <c>/sha256</c>, <c>/ready?value=</c> and <c>/crash?code=</c>.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path == "/sha256" || request.Path == "/ready" || request.Path == "/crash")
        {
            await PostedAsync(context);
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are answered here.\n");
        }
        else if (request.Path == "/")
        {
            await TextAsync(context, StatusCodes.Status200OK, $"{hostName} {version}\n");
        }
        else if (request.Path == "/healthz")
        {
            await (controls.IsReady
                ? TextAsync(context, StatusCodes.Status200OK, "ok\n")
                : TextAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready, as a client asked\n"));
        }
        else if (request.Path == "/bytes")
        {
            await BytesAsync(context);
        }
        else
        {
            await TextAsync(context, StatusCodes.Status404NotFound, "Nothing is here. There are /, /bytes?n=COUNT&from=OFFSET and /healthz, and POST to /sha256, /ready?value=BOOLEAN and /crash?code=NUMBER.\n");
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        log.WriteLine($"{request.Method} {target[..Math.Min(target.Length, MaxLoggedTarget)]} {context.Response.StatusCode}");
    }

    private async Task PostedAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Only POST is answered here.\n");
        }
        else if (context.Request.Path == "/sha256")
        {
            var hash = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
            await TextAsync(context, StatusCodes.Status200OK, $"{Convert.ToHexStringLower(hash)}\n");
        }
        else if (context.Request.Path == "/ready")
        {
            await SetReadyAsync(context);
        }
        else
        {
            await CrashAsync(context);
        }
    }

    private async Task SetReadyAsync(HttpContext context)
    {
        if (!bool.TryParse(context.Request.Query["value"], out var value))
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "value must be true or false, as in /ready?value=false.\n");
            return;
        }

        controls.IsReady = value;
        await TextAsync(context, StatusCodes.Status200OK, value ? "ready\n" : "not ready\n");
    }

    private async Task CrashAsync(HttpContext context)
    {
        var code = context.Request.Query["code"].ToString();
        if (!byte.TryParse(code.Length == 0 ? "1" : code, NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode))
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "code must be an exit code from 0 to 255, as in /crash?code=3.\n");
            return;
        }

        // The client gets its answer before its connection breaks.
        await TextAsync(context, StatusCodes.Status200OK, $"exiting with {exitCode}\n");
        await context.Response.CompleteAsync();
        controls.CrashWith(exitCode);
    }

    private static async Task BytesAsync(HttpContext context)
    {
        if (!long.TryParse(context.Request.Query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "n must be a count of bytes, as in /bytes?n=1000.\n");
            return;
        }

        var from = 0;
        if (context.Request.Query.TryGetValue("from", out var text) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "from must be the place of a byte, as in /bytes?n=1000&from=17.\n");
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = count;
        for (var sent = 0L; sent < count && !HttpMethods.IsHead(context.Request.Method);)
        {
            var slice = BytePattern.Slice(from + sent, count - sent);
            var flushed = await context.Response.BodyWriter.WriteAsync(slice, context.RequestAborted);
            if (flushed.IsCompleted)
            {
                // The client has gone. Kestrel says so here alone: it takes what is written on, and keeps it.
                return;
            }

            sent += slice.Length;
        }
    }

    private static async Task TextAsync(HttpContext context, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
