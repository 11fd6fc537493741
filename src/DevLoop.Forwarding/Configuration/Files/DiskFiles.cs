using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>The files of this machine, up to 4 Mi characters each.</summary>
public sealed class DiskFiles : IConfigurationFiles
{
    private const int MaxLength = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public bool FolderExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public string ReadText(string path) => SmallFile.ReadText(path, MaxLength);
}
