using DevLoop.Sandbox.Api.Printing;
using DevLoop.Sandbox.Errors;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The forms of answers that a client accepts, in its order: the <c>Accept</c> header.</summary>
internal static class Acceptance
{
    public const string Json = "application/json";

    /// <summary>The first form asked for that this server has.</summary>
    /// <exception cref="ApiException">406: there is none.</exception>
    public static View View(HttpContext context)
    {
        foreach (var (type, parameters) in Entries(context))
        {
            if (!IsJson(type))
            {
                continue;
            }

            switch (parameters.GetValueOrDefault("as"))
            {
                case null:
                    return Printing.View.Object;
                case "Table" when parameters.GetValueOrDefault("v") == "v1":
                    return Printing.View.Table;
                case "PartialObjectMetadata" or "PartialObjectMetadataList" when parameters.GetValueOrDefault("v") == "v1":
                    return Printing.View.Metadata;
            }
        }

        throw ApiException.NotAcceptable();
    }

    /// <summary>The version of aggregated discovery that the client prefers to the plain one; null for the plain one.</summary>
    public static string? AggregatedDiscovery(HttpContext context)
    {
        foreach (var (type, parameters) in Entries(context).Where(e => IsJson(e.Type)))
        {
            if (parameters.GetValueOrDefault("as") is null)
            {
                return null;
            }

            if (parameters.GetValueOrDefault("as") == "APIGroupDiscoveryList" && parameters.GetValueOrDefault("v") is "v2" or "v2beta1")
            {
                return parameters["v"];
            }
        }

        return null;
    }

    /// <summary>Whether the client takes a media type, by name or by wildcard.</summary>
    public static bool Takes(HttpContext context, string mediaType) =>
        Entries(context).Any(e => e.Type == mediaType || e.Type == "*/*");

    private static bool IsJson(string type) => type is Json or "*/*" or "application/*";

    private static IEnumerable<(string Type, Dictionary<string, string> Parameters)> Entries(HttpContext context)
    {
        var header = string.Join(',', context.Request.Headers.Accept.AsEnumerable());
        foreach (var entry in (header.Length == 0 ? "*/*" : header).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(';', StringSplitOptions.TrimEntries);
            var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var part in parts.Skip(1).Select(p => p.Split('=', 2)).Where(p => p.Length == 2))
            {
                parameters[part[0]] = part[1];
            }

            yield return (parts[0].ToLowerInvariant(), parameters);
        }
    }
}
