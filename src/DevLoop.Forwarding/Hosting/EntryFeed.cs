using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Forwarding.Discovery;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes;
using Microsoft.Extensions.Hosting;

namespace DevLoop.Forwarding.Hosting;

/// <summary>Tells the supervisor what is wanted, as it changes: what the configuration says and what the cluster shows.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="watcher">Follows the configuration files.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="supervisor">Who is told.</param>
/// <param name="notices">Who is told what is wrong with either.</param>
internal sealed class EntryFeed(
    ForwardingOptions options, ConfigurationWatcher watcher, FollowedCluster cluster, ForwardSupervisor supervisor, IForwardNotices notices) : BackgroundService
{
    private const int MaxSentence = 2000;

    private readonly Lock _gate = new();
    private readonly HashSet<ConfigurationProblem> _said = [];
    private IReadOnlyList<PortForwardEntry> _user = [];
    private IReadOnlyList<PortForwardEntry> _found = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Use(options.Configuration);
        await using var discovery = options.Scope.IsAny ? new ClusterDiscovery(cluster, options.Scope, Find, SayNothingFound, notices.Warn) : null;
        if (!options.Scope.IsAny && _user.Count == 0)
        {
            notices.Warn("nothing to forward: the configuration has nothing under portForward that can be. Add what to forward there, or forward Services too, with --port-forward.");
        }

        try
        {
            // Neither ends by itself, unless it fails.
            var forever = new TaskCompletionSource().Task;
            var files = options.Configuration is { } initial ? FollowFilesAsync(initial, stoppingToken) : forever;
            await await Task.WhenAny(files, discovery?.Completion ?? forever).WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the program.
        }
    }

    private async Task FollowFilesAsync(PortForwardConfiguration initial, CancellationToken cancellationToken)
    {
        var wasHeldBack = false;
        await foreach (var update in watcher.WatchAsync(initial, cancellationToken))
        {
            foreach (var problem in update.Problems)
            {
                notices.Inform(problem.ToString());
            }

            if (update.IsHeldBack)
            {
                notices.Warn("The configuration has errors: what it said before stays in force until they are corrected.");
                wasHeldBack = true;
                continue;
            }

            Use(update.InForce);
            var count = update.InForce.Resources.Count;
            notices.Inform(
                $"The configuration {(wasHeldBack ? "has no errors any more" : "has changed")}: it asks for {count} {(count == 1 ? "forward" : "forwards")}.");
            wasHeldBack = false;
        }
    }

    private void Use(PortForwardConfiguration? configuration)
    {
        var user = UserEntries.Of(configuration?.Resources ?? [], options.TargetNamespaces, options.CurrentNamespace);
        foreach (var warning in user.Warnings.Where(_said.Add))
        {
            notices.Inform(warning.ToString());
        }

        lock (_gate)
        {
            _user = user.Entries;
            Want();
        }
    }

    private void Find(IReadOnlyList<PortForwardEntry> found)
    {
        lock (_gate)
        {
            _found = found;
            Want();
        }
    }

    private void SayNothingFound()
    {
        lock (_gate)
        {
            if (_user.Count > 0)
            {
                return;
            }
        }

        var files = options.Configuration?.MainFile is null ? "" : " and nothing under portForward in the configuration";
        notices.Warn(
            PlainText.Of($"nothing to forward yet: there is no {options.Scope.Phrase}{files}. Deploy it, or choose with -l, -n or -A; what appears later is forwarded.", MaxSentence));
    }

    private void Want() => supervisor.Want(ClaimOrder.Merge([.. _user, .. _found]));
}
