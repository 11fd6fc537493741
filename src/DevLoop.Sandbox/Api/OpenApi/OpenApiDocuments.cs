using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Api.Discovery;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;

namespace DevLoop.Sandbox.Api.OpenApi;

/// <summary>
/// The OpenAPI documents: what <c>kubectl explain</c> shows, and how kubectl finds out that this server checks fields itself
/// (the parameter <c>fieldValidation</c> of the PATCH operations).
/// </summary>
internal sealed class OpenApiDocuments(KindCatalog kinds)
{
    /// <summary>Where references point to in version 3.</summary>
    public const string ComponentsPrefix = "#/components/schemas/";

    private const string DefinitionsPrefix = "#/definitions/";

    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    /// <summary><c>/openapi/v3</c>: the paths of the documents, one for each group and version.</summary>
    public JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var root in Roots())
        {
            paths[root] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{root}?hash={Hash(Version3(root))}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The documents of version 3 that there are: <c>api/v1</c> and others of its form.</summary>
    public IEnumerable<string> Roots() => kinds.All.Select(Root).Distinct(StringComparer.Ordinal);

    /// <summary>The document of one group and version.</summary>
    public JsonObject Version3(string root)
    {
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = Paths(kinds.All.Where(k => Root(k) == root)),
            ["components"] = new JsonObject { ["schemas"] = new SchemaWriter(kinds, ComponentsPrefix).All() },
        };
    }

    /// <summary><c>/openapi/v2</c>.</summary>
    public JsonObject Version2() => new()
    {
        ["swagger"] = "2.0",
        ["info"] = Info(),
        ["paths"] = Paths(kinds.All),
        ["definitions"] = new SchemaWriter(kinds, DefinitionsPrefix).All(),
    };

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion };

    private static string Root(ResourceKind kind) => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}";

    private static JsonObject Paths(IEnumerable<ResourceKind> kinds)
    {
        var paths = new JsonObject();
        foreach (var kind in kinds)
        {
            var scope = kind.IsNamespaced ? "namespaces/{namespace}/" : "";
            var collection = $"/{Root(kind)}/{scope}{kind.Resource.Resource}";
            paths[collection] = Operations(kind, ("get", "list", []), ("post", "post", WriteParameters[..3]), ("delete", "deletecollection", []));
            paths[collection + "/{name}"] = Operations(
                kind, ("get", "get", []), ("put", "put", WriteParameters[..3]), ("patch", "patch", WriteParameters), ("delete", "delete", []));
        }

        return paths;
    }

    private static JsonObject Operations(ResourceKind kind, params ReadOnlySpan<(string Method, string Action, string[] Parameters)> operations)
    {
        var item = new JsonObject();
        foreach (var (method, action, parameters) in operations)
        {
            item[method] = new JsonObject
            {
                ["operationId"] = $"{action}{kind.Kind}",
                ["parameters"] = new JsonArray([.. parameters.Select(Parameter)]),
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                ["x-kubernetes-action"] = action,
                ["x-kubernetes-group-version-kind"] = SchemaWriter.GroupVersionKind(kind),
            };
        }

        return item;
    }

    private static JsonObject Parameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string" },
    };

    private static string Hash(JsonObject document) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(document.ToJsonString(JsonText.Plain))))[..32];
}
