using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

/// <summary>Files that exist only here, below <see cref="Root"/>, and count how often they are read.</summary>
internal sealed class MemoryFiles : IConfigurationFiles
{
    private readonly Dictionary<string, string> _files = [];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "devloop-no-such-folder"));

    public Dictionary<string, int> Reads { get; } = [];

    /// <summary>A file's text, by its path below <see cref="Root"/>; null takes it away.</summary>
    public string? this[string name]
    {
        set
        {
            lock (_files)
            {
                if (value is null)
                {
                    _files.Remove(Path.Combine(Root, name));
                }
                else
                {
                    _files[Path.Combine(Root, name)] = value;
                }
            }
        }
    }

    public bool FolderExists(string path)
    {
        lock (_files)
        {
            return path == Root || _files.Keys.Any(f => f.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        }
    }

    public bool FileExists(string path)
    {
        lock (_files)
        {
            return _files.ContainsKey(path);
        }
    }

    public string ReadText(string path)
    {
        lock (_files)
        {
            Reads[path] = Reads.GetValueOrDefault(path) + 1;
            return _files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException("none", path);
        }
    }
}
