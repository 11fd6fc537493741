using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;

namespace DevLoop.Sandbox.Api;

/// <summary>Where the next page of a list begins: behind which object, in the state of which version.</summary>
/// <param name="ResourceVersion">The version of the first page; -1 for whatever is newest.</param>
/// <param name="Namespace">The namespace of the last object seen.</param>
/// <param name="Name">Its name.</param>
internal sealed record ContinueToken(long ResourceVersion, string Namespace, string Name)
{
    public const long Newest = -1;

    private const string Form = "meta.k8s.io/v1";

    public override string ToString()
    {
        var token = new JsonObject { ["v"] = Form, ["rv"] = ResourceVersion, ["start"] = $"{Namespace}/{Name}\0" };
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token.ToJsonString(JsonText.Plain)));
    }

    /// <exception cref="ApiException">400: the token is not one of this server.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            var token = JsonText.Parse(Base64Url.DecodeFromChars(text));
            if (token.Text("v") == Form && token.Integer("rv") is { } version and not 0
                && token.Text("start") is { } start && start.Split('/', 2) is [var @namespace, var name])
            {
                return new ContinueToken(version, @namespace, name.TrimEnd('\0'));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Answered below, as any other text that is no token.
        }

        throw ApiException.BadRequest("continue key is not valid: it must be the metadata.continue of an earlier list");
    }

    /// <summary>Whether an object comes behind the last one seen, in the order of lists.</summary>
    public bool Precedes(string @namespace, string name) =>
        string.CompareOrdinal($"{@namespace}/{name}", $"{Namespace}/{Name}") > 0;
}
