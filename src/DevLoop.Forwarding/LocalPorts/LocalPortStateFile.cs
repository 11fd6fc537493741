using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevLoop.Kubernetes;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>The state file of one project: where it is, what may be believed of its content, how it is written.</summary>
internal sealed class LocalPortStateFile
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxKeyLength = 600;
    private const int MaxNameLength = 40;
    private const int HashLength = 12;

    private readonly string _folder;
    private readonly string _project;
    private readonly ILogger _logger;

    /// <param name="folder">Where state is kept.</param>
    /// <param name="project">The configuration file, else the working directory.</param>
    /// <param name="logger">Where to say what is wrong with the file.</param>
    public LocalPortStateFile(string folder, string project, ILogger logger)
    {
        _folder = folder;
        _project = Path.TrimEndingDirectorySeparator(Path.GetFullPath(project));
        _logger = logger;
        var name = Path.Combine(folder, NameOf(_project));
        FilePath = $"{name}.ports.json";
        LockPath = $"{name}.lock";
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>What its writer holds open.</summary>
    public string LockPath { get; }

    /// <summary>Makes the folder, and makes it the user's alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made, or belongs to another user.</exception>
    public void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(_folder, Private);
        if (File.GetUnixFileMode(_folder) != Private)
        {
            File.SetUnixFileMode(_folder, Private);
        }
    }

    /// <summary>What the file holds and may be believed; nothing when there is none. Throws nothing: what is wrong goes to the log.</summary>
    public (IReadOnlyDictionary<string, RememberedPort> Ports, int? HeldBy) Read()
    {
        try
        {
            var state = JsonSerializer.Deserialize(SmallFile.ReadText(FilePath, MaxBytes), LocalPortStateJson.Default.LocalPortState);
            var all = state?.Ports ?? new Dictionary<string, RememberedPort?>();
            var ports = new Dictionary<string, RememberedPort>();
            foreach (var (key, port) in all)
            {
                if (port is { Port: > 0 and <= ushort.MaxValue } && key.Length is > 0 and <= MaxKeyLength)
                {
                    ports.Add(key, port);
                }
            }

            if (ports.Count < all.Count)
            {
                LocalPortLog.Ignored(_logger, FilePath, $"{all.Count - ports.Count} of {all.Count} cannot be local ports");
            }

            return (ports, state?.HeldBy is > 0 and var process ? process : null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (new Dictionary<string, RememberedPort>(), null);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            LocalPortLog.Ignored(_logger, FilePath, PlainText.Of(e.Message, PlainText.SentenceLength));
            return (new Dictionary<string, RememberedPort>(), null);
        }
    }

    /// <summary>Replaces the content in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(IReadOnlyDictionary<string, RememberedPort> ports, int? heldBy)
    {
        var state = new LocalPortState { Project = _project, HeldBy = heldBy, Ports = ports.ToDictionary(p => p.Key, p => (RememberedPort?)p.Value) };
        PrivateFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(state, LocalPortStateJson.Default.LocalPortState));
    }

    /// <summary>The name of the last folder, for people, and a hash of the whole path, for its own.</summary>
    private static string NameOf(string project)
    {
        var folder = Directory.Exists(project) ? project : Path.GetDirectoryName(project);
        var name = Path.GetFileName(folder) is { Length: > 0 } last ? last : "root";
        var readable = string.Concat(name.Take(MaxNameLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..HashLength]}";
    }
}
