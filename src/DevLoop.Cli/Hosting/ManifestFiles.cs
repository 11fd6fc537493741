namespace DevLoop.Cli.Hosting;

/// <summary>Reads what <c>-f</c> names: a file, a folder's YAML and JSON files, or standard input for <c>-</c>.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Each file's name and text, in the order given; those of a folder by name.</summary>
    /// <exception cref="IOException">A file cannot be read; the message is a sentence for a person.</exception>
    public static async Task<IReadOnlyList<(string Name, string Text)>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var files = new List<(string, string)>();
        foreach (var path in paths)
        {
            if (path == "-")
            {
                files.Add(("standard input", await ReadStandardInputAsync(cancellationToken)));
                continue;
            }

            foreach (var file in FilesOf(path))
            {
                files.Add((file, await ReadAsync(file, cancellationToken)));
            }
        }

        return files;
    }

    /// <summary>A read from a terminal cannot be cancelled: it is left behind, and ends with the process.</summary>
    private static Task<string> ReadStandardInputAsync(CancellationToken cancellationToken) =>
        Task.Run(System.Console.In.ReadToEnd, cancellationToken).WaitAsync(cancellationToken);

    private static string[] FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path).Where(f => Endings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new IOException($"The folder {path} holds no .yaml, .yml or .json file.");
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The manifest {file} cannot be read: {e.Message}", e);
        }
    }
}
