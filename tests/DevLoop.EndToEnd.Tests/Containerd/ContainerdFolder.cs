using System.Globalization;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// Where one containerd keeps what is on disk. The name says which process owns it, so that a later run can tell the folder of
/// a run that was killed from that of one that goes on beside it.
/// </summary>
internal sealed class ContainerdFolder
{
    private const string Prefix = "devloop-containerd-";

    private ContainerdFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Also the parent cgroup of every pod.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The pods' network interface on the host: 14 of the 15 characters that it may have. <c>clean-up.sh</c> knows it too.</summary>
    public string Bridge => "devloop-" + Name[(Name.LastIndexOf('-') + 1)..];

    public string Socket => File("containerd.sock");

    public static ContainerdFolder Create() =>
        new(Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-").FullName);

    /// <summary>The folders of owners that are gone.</summary>
    public static IReadOnlyList<string> FindStale() =>
        [.. Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*").Where(path => !IsOwned(path))];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    private static bool IsOwned(string path)
    {
        var parts = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            && StartTime(processId) == parts[1];
    }

    // Process ids come round again; together with the start, in ticks since boot, they are unique. It is field 22 of
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, counted from behind the name in parentheses, field 2.
    private static string? StartTime(int processId)
    {
        try
        {
            var stat = System.IO.File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[22 - 3];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
