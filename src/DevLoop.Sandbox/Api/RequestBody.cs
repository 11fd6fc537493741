using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Api.Protobuf;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Manifests;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>Reads what a client sends, JSON, YAML or protobuf, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>As large as the API server of Kubernetes takes it.</summary>
    public const int MaxSize = 3 * 1024 * 1024;

    private const string Json = "application/json";
    private const string Yaml = "application/yaml";

    /// <summary>The object in the body; null when the body is empty.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<JsonObject?> ReadObjectAsync(HttpContext context)
    {
        var type = context.MediaType();
        if (type == KubernetesProtobuf.MediaType)
        {
            return FromProtobuf(await ReadAsync(context));
        }

        var isYaml = type is Yaml or "application/x-yaml" or "text/yaml" || type.EndsWith("+yaml", StringComparison.Ordinal);
        if (!isYaml && type is not ("" or Json) && !type.EndsWith("+json", StringComparison.Ordinal))
        {
            throw ApiException.UnsupportedMediaType(type, $"{Json}, {Yaml}");
        }

        return Parse(await ReadAsync(context), isYaml) switch
        {
            null => null,
            JsonObject content => content,
            _ => throw ApiException.BadRequest("the body of the request must be an object"),
        };
    }

    /// <summary>The JSON in the body, whatever its type.</summary>
    /// <exception cref="ApiException">400 or 413.</exception>
    public static async Task<JsonNode?> ReadJsonAsync(HttpContext context) => Parse(await ReadAsync(context), isYaml: false);

    /// <summary>The media type of the body without its parameters; empty when there is none.</summary>
    public static string MediaType(this HttpContext context) =>
        (context.Request.ContentType ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();

    private static JsonObject? FromProtobuf(byte[] body)
    {
        try
        {
            return KubernetesProtobuf.Decode(body) ?? throw ApiException.UnsupportedMediaType(KubernetesProtobuf.MediaType, $"{Json}, {Yaml}");
        }
        catch (ProtobufException e)
        {
            throw ApiException.BadRequest($"error decoding the body as protobuf: {e.Message}");
        }
    }

    private static JsonNode? Parse(byte[] body, bool isYaml)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            return isYaml ? ManifestReader.ReadOne(body) : JsonText.Parse(body);
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"error decoding the body as JSON: {e.Message}");
        }
        catch (ManifestException e)
        {
            throw ApiException.BadRequest($"error decoding the body as YAML: {e.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(context.RequestAborted);
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                throw ApiException.TooLarge(MaxSize);
            }

            if (result.Buffer.Length > MaxSize)
            {
                throw ApiException.TooLarge(MaxSize);
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
