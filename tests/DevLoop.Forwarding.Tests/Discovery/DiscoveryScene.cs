using System.Threading.Channels;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Discovery;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Discovery;

/// <summary>A cluster in which happens what a test says, and what discovery tells of it.</summary>
internal sealed class DiscoveryScene : IAsyncDisposable
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private ClusterDiscovery? _discovery;

    public ScriptedCluster Api { get; } = new();

    /// <summary>Completes when everything was looked at and there was nothing.</summary>
    public TaskCompletionSource NothingFound { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClusterDiscovery Start(ForwardModes modes, RunSelector? run = null, params string[]? namespaces) => _discovery = new ClusterDiscovery(
        Api.Followed,
        new DiscoveryScope(modes, run ?? RunSelector.RunId, namespaces is [] ? ["default"] : namespaces),
        entries => _told.Writer.TryWrite(string.Join(' ', entries.Select(e => $"{(e.Namespace == "default" ? "" : $"{e.Namespace}/")}{e.Resource}:{e.Port}"))),
        () => NothingFound.TrySetResult(),
        sentence => _told.Writer.TryWrite($"! {sentence}"));

    /// <summary>What is told next: the entries there are, such as <c>service/web:80 pod/a:8080</c>, or a sentence after <c>!</c>.</summary>
    public Task<string> ToldAsync() => _told.Reader.ReadAsync().AsTask().Within("news of discovery");

    public async ValueTask DisposeAsync()
    {
        if (_discovery is not null)
        {
            await _discovery.DisposeAsync();
        }

        await Api.DisposeAsync();
    }
}
