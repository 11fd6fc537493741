using DevLoop.Kubernetes;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>
/// The local ports that the entries of a project had in earlier runs, in a small file of the user's. Without the file it works
/// on, and remembers nothing. Thread-safe.
/// </summary>
public sealed class LocalPortMemory : IDisposable
{
    private const int MaxEntries = 1000;
    private const int MaxAgeDays = 90;
    private static readonly TimeSpan WriteDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LocalPortStateFile? _file;
    private readonly FileStream? _lock;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ITimer _write;
    private readonly Dictionary<string, RememberedPort> _ports = [];
    private bool _isChanged;
    private bool _hasFailed;
    private bool _isDisposed;

    private LocalPortMemory(string? folder, string project, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _write = time.CreateTimer(static memory => ((LocalPortMemory)memory!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (folder is null)
        {
            LocalPortLog.NotKept(logger, "this user has no home directory");
            return;
        }

        _file = new LocalPortStateFile(folder, project, logger);
        _lock = TakeLock(_file);
        var (ports, heldBy) = _file.Read();
        HolderProcessId = IsHeldByAnother ? heldBy : null;
        Load(ports);
        Save(Environment.ProcessId);
    }

    /// <summary>Whether another devloop runs for this project: it writes the file, this one only reads it.</summary>
    public bool IsHeldByAnother { get; private set; }

    /// <summary>The process of that other devloop; null when it is not known, or there is none.</summary>
    public int? HolderProcessId { get; }

    /// <summary>What to say of that other devloop; null when there is none.</summary>
    public string? HeldByAnotherSentence => !IsHeldByAnother ? null
        : $"Another devloop{(HolderProcessId is { } process ? $" (process {process})" : "")} runs for this project and keeps its local ports: "
        + "this one takes others in their place, and does not remember them.";

    /// <summary>
    /// Opens what is remembered of a project. Throws nothing: a folder that cannot be used and content that cannot be believed go
    /// to the log.
    /// </summary>
    /// <param name="folder">Where state is kept; null when the user has no such place. See <see cref="StateFolder"/>.</param>
    /// <param name="project">The path of the configuration file, else of the working directory.</param>
    /// <param name="loggerFactory">Where to log.</param>
    /// <param name="time">The clock.</param>
    public static LocalPortMemory Open(string? folder, string project, ILoggerFactory loggerFactory, TimeProvider time) =>
        new(folder, project, loggerFactory.CreateLogger<LocalPortMemory>(), time);

    /// <summary>Writes what changed. A crash loses at most what changed within the last second.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isChanged && !_isDisposed)
            {
                Save(Environment.ProcessId);
            }
        }
    }

    /// <summary>Writes what changed, and lets the next devloop of the project have the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                Save(heldBy: null);
                _isDisposed = true;
            }
        }

        _write.Dispose();
        _lock?.Dispose();
    }

    /// <summary>The port that the entry had last; null when it is not remembered.</summary>
    internal int? Recall(string key)
    {
        lock (_gate)
        {
            return _ports.GetValueOrDefault(key)?.Port;
        }
    }

    /// <summary>The ports that other entries had last.</summary>
    internal HashSet<int> PortsOfOthers(string key)
    {
        lock (_gate)
        {
            return [.. _ports.Where(p => p.Key != key).Select(p => p.Value.Port)];
        }
    }

    /// <summary>Takes note of the port that the entry has.</summary>
    internal void Remember(string key, int port)
    {
        lock (_gate)
        {
            var remembered = new RememberedPort(port, Today());
            if (_ports.TryGetValue(key, out var before) && before == remembered)
            {
                return;
            }

            _ports[key] = remembered;
            if (_ports.Count > MaxEntries)
            {
                _ports.Remove(_ports.Where(p => p.Key != key).MinBy(p => p.Value.LastUsed).Key);
            }

            if (!_isChanged && !_isDisposed)
            {
                _isChanged = true;
                _write.Change(WriteDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private FileStream? TakeLock(LocalPortStateFile file)
    {
        try
        {
            file.CreateFolder();
            var taken = ProjectLock.TryTake(file.LockPath);
            IsHeldByAnother = taken is null;
            return taken;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LocalPortLog.NotKept(_logger, PlainText.Of(e.Message, PlainText.SentenceLength));
            return null;
        }
    }

    private void Load(IReadOnlyDictionary<string, RememberedPort> ports)
    {
        var today = Today();
        foreach (var (key, port) in ports.Where(p => p.Value.LastUsed >= today.AddDays(-MaxAgeDays)).OrderByDescending(p => p.Value.LastUsed).Take(MaxEntries))
        {
            _ports[key] = port.LastUsed > today ? port with { LastUsed = today } : port;
        }
    }

    private void Save(int? heldBy)
    {
        _isChanged = false;
        if (_lock is null)
        {
            return;
        }

        try
        {
            _file!.Write(_ports, heldBy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
            {
                LocalPortLog.NotKept(_logger, PlainText.Of(e.Message, PlainText.SentenceLength));
            }

            _hasFailed = true;
        }
    }

    private DateOnly Today() => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
}
