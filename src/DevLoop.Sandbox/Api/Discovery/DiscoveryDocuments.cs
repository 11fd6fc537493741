using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds;

namespace DevLoop.Sandbox.Api.Discovery;

/// <summary>What the cluster says of its kinds, a document for each group.</summary>
internal sealed class DiscoveryDocuments(KindCatalog kinds)
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    /// <summary>The groups besides the core one.</summary>
    public IEnumerable<string> Groups => kinds.All.Select(k => k.Group).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary><c>/api</c>.</summary>
    public static JsonObject CoreVersions(string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }),
    };

    /// <summary><c>/apis</c>.</summary>
    public JsonObject GroupList() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups.Select(GroupBody)]),
    };

    /// <summary><c>/apis/{group}</c>; null when there is no such group.</summary>
    public JsonObject? Group(string group)
    {
        if (!Groups.Contains(group, StringComparer.Ordinal))
        {
            return null;
        }

        var body = GroupBody(group);
        body["kind"] = "APIGroup";
        body["apiVersion"] = "v1";
        return body;
    }

    /// <summary><c>/api/{version}</c>, <c>/apis/{group}/{version}</c>; null when there is no such version.</summary>
    public JsonObject? ResourceList(string group, string version)
    {
        var found = kinds.All.Where(k => k.Group == group && k.Version == version).ToList();
        return found.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = found[0].ApiVersion,
            ["resources"] = new JsonArray([.. found.SelectMany(Resources)]),
        };
    }

    /// <summary>All of a root (<c>/api</c> or <c>/apis</c>) in one document: aggregated discovery.</summary>
    public JsonObject Aggregated(bool core, string version) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (core ? [""] : Groups).Select(AggregatedGroup)]),
    };

    private JsonObject GroupBody(string group)
    {
        var versions = Versions(group).Select(v => new JsonObject { ["groupVersion"] = $"{group}/{v}", ["version"] = v }).ToArray<JsonNode>();
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray(versions),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private IEnumerable<string> Versions(string group) =>
        kinds.All.Where(k => k.Group == group).Select(k => k.Version).Distinct(StringComparer.Ordinal);

    private static IEnumerable<JsonNode> Resources(ResourceKind kind)
    {
        var resource = Resource(kind, kind.Resource.Resource, kind.Kind, Verbs);
        resource["singularName"] = kind.Singular;
        AddTexts(resource, "shortNames", kind.ShortNames);
        AddTexts(resource, "categories", kind.Categories);
        yield return resource;
        foreach (var sub in Subresources(kind))
        {
            var listed = Resource(kind, $"{kind.Resource.Resource}/{sub.Name}", sub.Kind, sub.Verbs);
            if (sub.Group is not null)
            {
                listed["group"] = sub.Group;
                listed["version"] = sub.Version;
            }

            yield return listed;
        }
    }

    private static JsonObject Resource(ResourceKind kind, string name, string responseKind, IReadOnlyList<string> verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = "",
        ["namespaced"] = kind.IsNamespaced,
        ["kind"] = responseKind,
        ["verbs"] = verbs.ToJsonArray(),
    };

    private static IEnumerable<Subresource> Subresources(ResourceKind kind) =>
    [
        .. kind.Subresources,
        .. (kind.HasScale ? [new Subresource("scale", "Scale", StatusVerbs) { Group = "autoscaling", Version = "v1" }] : Array.Empty<Subresource>()),
        .. (kind.HasStatus ? [new Subresource("status", kind.Kind, StatusVerbs)] : Array.Empty<Subresource>()),
    ];

    private JsonObject AggregatedGroup(string group)
    {
        var versions = Versions(group).Select(version => new JsonObject
        {
            ["version"] = version,
            ["resources"] = new JsonArray([.. kinds.All.Where(k => k.Group == group && k.Version == version).Select(AggregatedResource)]),
            ["freshness"] = "Current",
        });
        return new JsonObject
        {
            ["metadata"] = group.Length == 0 ? new JsonObject { ["creationTimestamp"] = null } : new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
            ["versions"] = new JsonArray([.. versions]),
        };
    }

    private static JsonObject AggregatedResource(ResourceKind kind)
    {
        JsonObject ResponseKind(string name, string? group = null, string? version = null) =>
            new() { ["group"] = group ?? kind.Group, ["version"] = version ?? kind.Version, ["kind"] = name };

        var resource = new JsonObject
        {
            ["resource"] = kind.Resource.Resource,
            ["responseKind"] = ResponseKind(kind.Kind),
            ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Verbs.ToJsonArray(),
        };
        AddTexts(resource, "shortNames", kind.ShortNames);
        AddTexts(resource, "categories", kind.Categories);
        var subresources = Subresources(kind).Select(sub => new JsonObject
        {
            ["subresource"] = sub.Name,
            ["responseKind"] = ResponseKind(sub.Kind, sub.Group, sub.Version),
            ["verbs"] = sub.Verbs.ToJsonArray(),
        }).ToArray<JsonNode>();
        if (subresources.Length > 0)
        {
            resource["subresources"] = new JsonArray(subresources);
        }

        return resource;
    }

    private static void AddTexts(JsonObject body, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            body[name] = texts.ToJsonArray();
        }
    }
}
