namespace DevLoop.Kubernetes.Tests.Scripted;

/// <summary>A request as it came in.</summary>
internal sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    /// <summary>A parameter of the query, unescaped.</summary>
    public string? Query(string name) => Target.Split('?', 2) is [_, var query]
        ? query.Split('&').Select(p => p.Split('=', 2)).Where(p => p[0] == name).Select(p => Uri.UnescapeDataString(p[1])).FirstOrDefault()
        : null;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
