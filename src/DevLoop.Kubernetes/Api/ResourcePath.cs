using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Api;

/// <summary>The URLs of the API, see https://kubernetes.io/docs/reference/using-api/api-concepts/.</summary>
internal static class ResourcePath
{
    public static string Of<T>(ResourceKind<T> kind, string? ns, string? name = null)
        where T : class, IResource<T>
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        return root
            + (ns is null || !kind.Namespaced ? "" : $"/namespaces/{Segment(ns)}")
            + $"/{kind.Plural}"
            + (name is null ? "" : $"/{Segment(name)}");
    }

    public static string PortForward(string ns, string pod) => $"/api/v1/namespaces/{Segment(ns)}/pods/{Segment(pod)}/portforward";

    /// <summary>The kubelet's own URL behind the node's proxy.</summary>
    public static string NodePortForward(string node, string ns, string pod) =>
        $"/api/v1/nodes/{Segment(node)}/proxy/portForward/{Segment(ns)}/{Segment(pod)}";

    public static string Query(params IEnumerable<(string Name, string? Value)> parameters)
    {
        var query = string.Join('&', parameters
            .Where(p => !string.IsNullOrEmpty(p.Value))
            .Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>The API takes no name that could change the path; neither may we send one.</summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Segment(string name) =>
        name.Length is > 0 and <= 253 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '%', '\\')
            ? Uri.EscapeDataString(name)
            : throw new ArgumentException($"'{PlainText.Of(name, 80)}' is no name of a Kubernetes object: names are 1 to 253 characters long, without '/', '\\' and '%'.", nameof(name));
}
