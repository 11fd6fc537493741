using System.Reflection;

namespace DevLoop.Cli.Demo;

/// <summary>The files of samples/guestbook, which the program carries with it, in a folder of the demo's.</summary>
internal sealed class DemoSample
{
    private const string Prefix = "guestbook/";

    /// <summary>What somebody may write into the file while devloop runs: its last section is <c>portForward</c>.</summary>
    private static readonly string[] FurtherEntry =
    [
        "  - resourceType: pod",
        "    resourceName: store-1",
        "    port: http",
        "    localPort: 8087",
    ];

    private DemoSample(string folder)
    {
        Manifests = Path.Combine(folder, "manifests");
        Configuration = Path.Combine(folder, "skaffold.yaml");
    }

    /// <summary>The folder of the manifests.</summary>
    public string Manifests { get; }

    /// <summary>The path of the skaffold.yaml.</summary>
    public string Configuration { get; }

    /// <summary>Writes the files.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task<DemoSample> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            // A build on Windows names them with the separator of its paths.
            var path = Path.Combine([folder, .. name[Prefix.Length..].Split('/', '\\')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var content = assembly.GetManifestResourceStream(name)!;
            await using var file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
        }

        return new DemoSample(folder);
    }

    /// <summary>Adds a forward, of pod <c>store-1</c>, to the skaffold.yaml, and gives the lines that it takes.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<IReadOnlyList<string>> AddEntryAsync(CancellationToken cancellationToken)
    {
        await File.AppendAllTextAsync(Configuration, string.Concat(FurtherEntry.Select(l => l + '\n')), cancellationToken);
        return FurtherEntry;
    }
}
