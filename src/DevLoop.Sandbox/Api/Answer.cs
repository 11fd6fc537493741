using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Writes whole answers.</summary>
internal static class Answer
{
    public static Task JsonAsync(HttpContext context, JsonNode body, int status = StatusCodes.Status200OK, string contentType = Acceptance.Json) =>
        JsonAsync(context, writer => body.WriteTo(writer, JsonText.Plain), status, contentType);

    public static async Task JsonAsync(
        HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK, string contentType = Acceptance.Json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonText.Writer))
        {
            write(writer);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task FailureAsync(HttpContext context, ApiException e)
    {
        if (e.Details?.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        return JsonAsync(context, StatusBody.Failure(e), e.Code);
    }

    public static async Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>Tells the client something besides the answer; kubectl prints it as a warning.</summary>
    public static void Warn(HttpContext context, string warning)
    {
        var printable = string.Concat(warning.Where(c => c is >= ' ' and <= '~')).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        context.Response.Headers.Append("Warning", $"299 - \"{printable}\"");
    }
}
