namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Where configuration is read from: the disk, or a test's own.</summary>
public interface IConfigurationFiles
{
    /// <summary>Whether there is a folder of this full path.</summary>
    bool FolderExists(string path);

    /// <summary>Whether there is a file of this full path.</summary>
    bool FileExists(string path);

    /// <summary>What the file of this full path holds.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than a configuration is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    string ReadText(string path);
}
