using DevLoop.Kubernetes.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Reads one kubeconfig. Fields it does not know are left alone, as kubectl does.</summary>
internal static class KubeconfigReader
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <exception cref="KubeconfigException">The file cannot be read or is malformed.</exception>
    public static Kubeconfig Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new KubeconfigException(KubeconfigError.FileUnreadable, $"The kubeconfig {path} is a folder: name the file in it.");
        }

        try
        {
            return Parse(path, SmallFile.ReadText(path, MaxBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(
                KubeconfigError.FileUnreadable,
                $"The kubeconfig {path} cannot be read ({PlainText.Of(e.Message)}): check its permissions.");
        }
    }

    /// <summary>Reads <paramref name="text"/>; relative paths in it are relative to the folder of <paramref name="path"/>.</summary>
    public static Kubeconfig Parse(string path, string text)
    {
        var root = Root(path, text);
        if (root is null)
        {
            return new Kubeconfig { Files = [path] };
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        return new Kubeconfig
        {
            Files = [path],
            CurrentContext = root.String("current-context") is { Length: > 0 } current ? current : null,
            Clusters = Named(root, "clusters", "cluster", (name, map) => ClusterEntry.Read(name, map, folder)),
            Users = Named(root, "users", "user", (name, map) => UserEntry.Read(name, map, folder)),
            Contexts = Named(root, "contexts", "context", ContextEntry.Read),
        };
    }

    private static YamlMap? Root(string path, string text)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            yaml.Load(new BoundedYamlParser(reader));
        }
        catch (YamlException e)
        {
            // The parser's own message may quote the file, which holds secrets: the place is enough.
            throw new KubeconfigException(
                KubeconfigError.MalformedFile,
                $"The kubeconfig {path} is not valid YAML at line {e.Start.Line}, column {e.Start.Column}: correct the file.");
        }

        return yaml.Documents.FirstOrDefault()?.RootNode switch
        {
            null or YamlScalarNode { Value: null or "" } => null,
            YamlMappingNode map => new YamlMap(path, map),
            _ => throw new KubeconfigException(
                KubeconfigError.MalformedFile,
                $"The file {path} is not a kubeconfig: it must be a YAML mapping with clusters, users and contexts."),
        };
    }

    private static Dictionary<string, T> Named<T>(YamlMap root, string list, string field, Func<string, YamlMap, T> read)
    {
        var entries = new Dictionary<string, T>();
        foreach (var item in root.Maps(list))
        {
            var name = item.String("name") ?? throw item.Malformed($"each item of '{list}' needs a 'name'");
            var map = item.Map(field) ?? new YamlMap(root.File, new YamlMappingNode());
            if (!entries.TryAdd(name, read(name, map)))
            {
                throw item.Malformed($"'{list}' names '{PlainText.Of(name, 80)}' twice");
            }
        }

        return entries;
    }
}
