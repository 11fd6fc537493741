using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>
/// Reads the configuration again when one of its files changes: at once where the system tells of it, and every few seconds
/// anyway, since it does not for network drives. Files that read the same are not parsed again.
/// </summary>
/// <param name="loader">Reads the configuration.</param>
/// <param name="request">Which one.</param>
/// <param name="time">The clock.</param>
public sealed class ConfigurationWatcher(ConfigurationLoader loader, ConfigurationRequest request, TimeProvider time)
{
    /// <summary>How often the files are read without a sign of a change.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long files must lie still before they are read: editors write in several steps.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(200);

    /// <summary>How often more signs of change are waited for: somebody may write without end.</summary>
    private const int MaxQuietTimes = 10;

    /// <summary>
    /// Every change, until cancelled. What comes to the same forwards and the same problems is none. While the files have errors
    /// the last state without stays in force.
    /// </summary>
    /// <param name="initial">The state that was read before; it must have no errors.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<ConfigurationUpdate> WatchAsync(
        PortForwardConfiguration initial, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signs = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var folders = new FolderWatch(() => signs.Writer.TryWrite(true));
        folders.Follow(initial.Dependencies);
        var (inForce, last, loaded) = (initial, initial, initial);
        LoadAnswers? answers = null;
        while (true)
        {
            await WaitForChangeAsync(signs.Reader, cancellationToken);
            if (answers?.AreStillTrue() != true)
            {
                (loaded, answers) = loader.LoadWithAnswers(request);
            }

            folders.Follow(loaded.Dependencies);
            if (loaded.IsSameAs(last))
            {
                continue;
            }

            last = loaded;
            inForce = loaded.HasErrors ? inForce : loaded;
            yield return new ConfigurationUpdate(inForce, loaded.Problems);
        }
    }

    private async Task WaitForChangeAsync(ChannelReader<bool> signs, CancellationToken cancellationToken)
    {
        if (!await SignWithinAsync(signs, PollInterval, cancellationToken))
        {
            return;
        }

        for (var quiet = 0; quiet < MaxQuietTimes && await SignWithinAsync(signs, QuietTime, cancellationToken); quiet++)
        {
        }
    }

    private async Task<bool> SignWithinAsync(ChannelReader<bool> signs, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await signs.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
