using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;

namespace DevLoop.Sandbox.Api;

/// <summary>The API's <c>Status</c>: what a request came to when the answer is no object.</summary>
internal static class StatusBody
{
    public static JsonObject Failure(ApiException e)
    {
        var body = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = e.Continue is null ? new JsonObject() : new JsonObject { ["continue"] = e.Continue },
            ["status"] = "Failure",
            ["message"] = e.Message,
            ["reason"] = e.Reason,
        };
        if (e.Details is { } details)
        {
            body["details"] = Details(details);
        }

        body["code"] = e.Code;
        return body;
    }

    public static JsonObject Success(StatusDetails details) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = Details(details),
    };

    private static JsonObject Details(StatusDetails details)
    {
        var body = new JsonObject();
        AddText(body, "name", details.Name);
        AddText(body, "group", details.Group);
        AddText(body, "kind", details.Kind);
        AddText(body, "uid", details.Uid);
        if (details.Causes.Count > 0)
        {
            body["causes"] = new JsonArray([.. details.Causes.Select(Cause)]);
        }

        if (details.RetryAfterSeconds is { } seconds)
        {
            body["retryAfterSeconds"] = seconds;
        }

        return body;
    }

    private static JsonObject Cause(StatusCause cause)
    {
        var body = new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message };
        AddText(body, "field", cause.Field);
        return body;
    }

    private static void AddText(JsonObject body, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            body[name] = value;
        }
    }
}
