namespace DevLoop.EndToEnd.Tests.Dev;

/// <summary>A user's home with a project in it: a kubeconfig, a configuration file, and what devloop remembers between its runs.</summary>
internal sealed class DevProject : IDisposable
{
    /// <param name="kubeconfig">The content of the kubeconfig.</param>
    public DevProject(string kubeconfig) => File.WriteAllText(Kubeconfig, kubeconfig);

    /// <summary>The home folder, where the configuration is too.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("devloop-dev-").FullName;

    /// <summary>Where the kubeconfig is.</summary>
    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    /// <summary>The configuration file, whether there is one or not.</summary>
    public string Configuration => Path.Combine(Folder, "skaffold.yaml");

    /// <summary>Writes the whole configuration file, in place of what it held, as an editor does: none reads half of it.</summary>
    public void Write(string text)
    {
        var whole = Path.Combine(Folder, "skaffold.yaml~");
        File.WriteAllText(whole, text);
        File.Move(whole, Configuration, overwrite: true);
    }

    /// <summary>Writes a configuration file with these <c>portForward</c> items, each a YAML mapping on a line.</summary>
    public void WriteItems(params IEnumerable<string> items) => Write(Text(items));

    /// <summary>A configuration with these <c>portForward</c> items, the first of them on line 4.</summary>
    public static string Text(params IEnumerable<string> items) =>
        $"apiVersion: skaffold/v4beta13\nkind: Config\nportForward:\n{string.Concat(items.Select(i => $"- {i}\n"))}";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
