using System.Globalization;
using System.Text;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DevLoop.Sandbox.Streaming;

/// <summary><c>pods/{name}/log</c>: the last lines of a container, and with <c>follow</c> those to come.</summary>
internal sealed class LogEndpoint(ObjectStore store, SandboxNode node, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/namespaces/{namespace}/pods/{pod}/log", context => AnswerAsync(context));

    private async Task AnswerAsync(HttpContext context)
    {
        var pod = store.Get(
            GroupResource.Pods, context.Request.RouteValues["namespace"] as string ?? "", context.Request.RouteValues["pod"] as string ?? "");
        var query = context.Request.Query;
        var name = ContainerOf(pod, query["container"]);
        var tail = ReadCount(query["tailLines"], "tailLines");
        var log = LogOf(pod, name, IsTrue(query["previous"]));

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/plain";
        try
        {
            await WriteAsync(context.Response, log, tail, IsTrue(query["timestamps"]), IsTrue(query["follow"]), ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client stopped following, or the server stops.
        }
    }

    private static string ContainerOf(StoredObject pod, string? asked)
    {
        var names = pod.Content.Objects("spec", "containers").Concat(pod.Content.Objects("spec", "initContainers"))
            .Select(c => c.Text("name")).OfType<string>().ToList();
        if (!string.IsNullOrEmpty(asked))
        {
            return names.Contains(asked, StringComparer.Ordinal)
                ? asked
                : throw ApiException.BadRequest($"container {asked} is not valid for pod {pod.Name}");
        }

        return names.Count == 1
            ? names[0]
            : throw ApiException.BadRequest($"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', names)}]");
    }

    private ContainerLog LogOf(StoredObject pod, string name, bool previous)
    {
        var container = node.FindContainer(pod, name);
        if (previous)
        {
            return container?.PreviousLog
                ?? throw ApiException.BadRequest($"previous terminated container \"{name}\" in pod \"{pod.Name}\" not found");
        }

        return container?.Log ?? throw ApiException.BadRequest($"container \"{name}\" in pod \"{pod.Name}\" is waiting to start");
    }

    private static async Task WriteAsync(
        HttpResponse response, ContainerLog log, int? tail, bool timestamps, bool follow, CancellationToken cancellationToken)
    {
        var page = log.Read(0);
        var skipped = tail is { } count ? Math.Max(0, page.Lines.Count - count) : 0;
        while (true)
        {
            var text = new StringBuilder();
            foreach (var line in page.Lines.Skip(skipped))
            {
                var time = timestamps ? line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture) : "";
                text.Append(time).Append(line.Text).Append('\n');
            }

            skipped = 0;
            await response.WriteAsync(text.ToString(), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            if (!follow || page.Ended)
            {
                return;
            }

            await page.Changed.WaitAsync(cancellationToken);
            page = log.Read(page.Next);
        }
    }

    private static bool IsTrue(string? value) => value is "true" or "1";

    private static int? ReadCount(string? value, string parameter)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw ApiException.BadRequest($"{parameter}: \"{value}\" must be a number of lines, 0 or more");
    }
}
