namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Gives a sign when one of a set of files is written, made, replaced or deleted, as far as the system tells.</summary>
/// <param name="onChange">The sign; called from any thread.</param>
internal sealed class FolderWatch(Action onChange) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher> _folders = new(StringComparer.Ordinal);
    private volatile HashSet<string> _files = [];

    /// <summary>Watches these files, by their full paths, with what those that are links lead to, and no others.</summary>
    public void Follow(IReadOnlyCollection<string> files)
    {
        _files = [.. files, .. files.Select(TargetOf).OfType<string>()];
        var folders = _files.Select(f => Path.GetDirectoryName(f)!).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _folders.Keys.Where(f => !folders.Contains(f)).ToList())
        {
            _folders.Remove(gone, out var watcher);
            watcher!.Dispose();
        }

        foreach (var folder in folders.Where(f => !_folders.ContainsKey(f)))
        {
            if (TryWatch(folder) is { } watcher)
            {
                _folders.Add(folder, watcher);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watcher in _folders.Values)
        {
            watcher.Dispose();
        }

        _folders.Clear();
    }

    /// <summary>Null when the file is no link, or one that leads nowhere.</summary>
    private static string? TargetOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null when the system does not tell of changes there: no such folder, or too many watches.</summary>
    private FileSystemWatcher? TryWatch(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder);
            watcher.Changed += (_, e) => Tell(e.FullPath);
            watcher.Created += (_, e) => Tell(e.FullPath);
            watcher.Deleted += (_, e) => Tell(e.FullPath);
            watcher.Renamed += (_, e) =>
            {
                Tell(e.OldFullPath);
                Tell(e.FullPath);
            };
            watcher.Error += (_, _) => onChange();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private void Tell(string file)
    {
        if (_files.Contains(file))
        {
            onChange();
        }
    }
}
