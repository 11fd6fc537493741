namespace DevLoop.Kubernetes.Tests.Informers;

/// <summary>Pods of the namespace default as a server tells them: as much of them as an informer looks at.</summary>
internal static class PodJson
{
    public static string List(string version, params (string Name, string Version)[] pods) => Page(version, "", pods);

    public static string Page(string version, string next, params (string Name, string Version)[] pods) =>
        $$"""{"metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', pods.Select(p => Pod(p.Name, p.Version)))}}]}""";

    public static string Event(string type, string name, string version) =>
        $$"""{"type":"{{type}}","object":{{Pod(name, version)}}}""" + "\n";

    public static string Pod(string name, string version)
    {
        var metadata = $"\"name\":\"{name}\",\"namespace\":\"default\",\"uid\":\"{name}\",\"resourceVersion\":\"{version}\"";
        return $"{{\"metadata\":{{{metadata}}}}}";
    }
}
