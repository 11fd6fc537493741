using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>The files of one load, each read once.</summary>
internal sealed class FileCache(IConfigurationFiles files, string workingDirectory, ProblemCollector problems)
{
    private readonly Dictionary<string, IReadOnlyList<ConfigurationDocument>?> _documents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dependencies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly List<string> _read = [];

    /// <summary>The full paths that were asked for, whether there is a file or not.</summary>
    public IReadOnlyCollection<string> Dependencies => _dependencies;

    /// <summary>The files that were read, as a person would name them.</summary>
    public IReadOnlyList<string> Read => _read;

    /// <summary>All documents that were read.</summary>
    public IEnumerable<ConfigurationDocument> Documents => _documents.Values.SelectMany(d => d ?? []);

    /// <summary>Whether all files were read to their ends, so that what is not in them is nowhere.</summary>
    public bool AreAllWhole => _broken.Count == 0;

    /// <summary>The full path of a path that is relative to a folder.</summary>
    public static string FullPath(string path, string folder) => Path.GetFullPath(path, folder);

    /// <summary>Whether there is a file; from then on the result depends on it.</summary>
    public bool Exists(string file)
    {
        _dependencies.Add(file);
        return files.FileExists(file);
    }

    /// <summary>Whether the file was read to its end.</summary>
    public bool IsWhole(string file) => !_broken.Contains(file);

    /// <summary>Whether there is a folder.</summary>
    public bool IsFolder(string path) => files.FolderExists(path);

    /// <summary>The file's documents; null when it cannot be read, which is a problem where it was asked for.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="askedFor">Where the file is named; null where it is on the command line.</param>
    public IReadOnlyList<ConfigurationDocument>? Load(string file, SourcePlace? askedFor)
    {
        if (!_documents.TryGetValue(file, out var documents))
        {
            _dependencies.Add(file);
            documents = ReadText(file, askedFor ?? SourcePlace.Whole(NameOf(file))) is { } text ? ReadDocuments(file, text) : null;
            _documents.Add(file, documents);
        }

        return documents;
    }

    /// <summary>The first line of a file, where problems of all of it go.</summary>
    public SourcePlace StartOf(string file) => new(NameOf(file), 1, 1);

    /// <summary>As a person would name the file: relative where it is below the working directory.</summary>
    public string NameOf(string file)
    {
        var relative = Path.GetRelativePath(workingDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? file : relative;
    }

    private string? ReadText(string file, SourcePlace askedFor)
    {
        try
        {
            return files.ReadText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Error(askedFor, $"There is no file {NameOf(file)}.");
        }
        catch (UnfitFileException e)
        {
            problems.Error(askedFor, $"The file {NameOf(file)} {e.Why}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(askedFor, $"The file {NameOf(file)} cannot be read: {e.Message}");
        }

        _broken.Add(file);
        return null;
    }

    private List<ConfigurationDocument> ReadDocuments(string file, string text)
    {
        _read.Add(NameOf(file));
        if (!DocumentReader.TryRead(NameOf(file), text, problems, out var roots))
        {
            _broken.Add(file);
        }
        else if (roots.TrueForAll(r => r is ScalarNode { IsNull: true }))
        {
            problems.Error(StartOf(file), "The file holds no configuration: it needs an apiVersion, kind: Config, and a portForward section.");
        }

        return [.. roots.Select((root, index) => ConfigurationDocumentReader.Read(file, index, root, problems)).OfType<ConfigurationDocument>()];
    }
}
