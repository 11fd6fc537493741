using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Tests.Nodes;

/// <summary>Answers probes as the test says, by the path they ask for.</summary>
internal sealed class ScriptedProber : IProber
{
    /// <summary>A path whose probes have no answer before the container's end, of which they are the first to hear.</summary>
    public const string Hanging = "/hanging";

    private readonly HashSet<string> _healthy = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public void Set(string path, bool healthy)
    {
        lock (_gate)
        {
            _ = healthy ? _healthy.Add(path) : _healthy.Remove(path);
        }
    }

    public Task<ProbeResult> ProbeAsync(ProbeSpec probe, ContainerSpec container, PodAddress pod, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (probe.Action is not ProbeAction.HttpGet get)
        {
            return Task.FromResult(ProbeResult.Error("not scripted"));
        }

        if (get.Path == Hanging)
        {
            // What was registered last is called first, and the continuations with it.
            var answer = new TaskCompletionSource<ProbeResult>(TaskCreationOptions.None);
            cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            return answer.Task;
        }

        lock (_gate)
        {
            return Task.FromResult(_healthy.Contains(get.Path) ? ProbeResult.Success : ProbeResult.Failure("HTTP probe failed with statuscode: 503"));
        }
    }
}
