using System.Globalization;

namespace DevLoop.Forwarding.Forwarders;

/// <summary>
/// How many local connections this process may have open, of all forwards together. The file descriptors have to last for their
/// sessions too, and for what the program itself opens: a .NET process without any ends. Thread-safe.
/// </summary>
/// <param name="descriptors">The file descriptors that the process may have open.</param>
internal sealed class ConnectionBudget(int descriptors) : IDisposable
{
    /// <summary>What the program has open without any connection, and some more: its assemblies are most of it.</summary>
    private const int Own = 192;

    /// <summary>Where descriptors are that short, too few are left to do any better.</summary>
    private const int Fewest = 8;

    private readonly SemaphoreSlim _free = new(MaxFor(descriptors));

    /// <summary>Why there is no room, in words for a person.</summary>
    public string Full => $"{MaxFor(descriptors)} are open, as many as the {descriptors} file descriptors allow that the system gives this process (see ulimit -n)";

    /// <summary>For what this system allows the process; without a bound where it does not say.</summary>
    public static ConnectionBudget OfProcess() => new(ReadLimit() ?? int.MaxValue);

    /// <summary>Takes room for a connection, if there is some.</summary>
    public bool TryEnter() => _free.Wait(TimeSpan.Zero);

    /// <summary>Takes room for a connection, as soon as there is some.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    /// <summary>Gives it back.</summary>
    public void Leave() => _free.Release();

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private static int MaxFor(int descriptors) => Math.Max(Fewest, (descriptors - Own) / 2);

    /// <summary>The limit that is in force, which .NET has raised to what the user may have. Linux says it in a file.</summary>
    private static int? ReadLimit()
    {
        const string Name = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
            var limit = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors) ? descriptors : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
