using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Nodes.Specs;

namespace DevLoop.Sandbox.Tests.Nodes;

/// <summary>Answers probes as the test says, by the path they ask for.</summary>
internal sealed class ScriptedProber : IProber
{
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

        lock (_gate)
        {
            return Task.FromResult(_healthy.Contains(get.Path) ? ProbeResult.Success : ProbeResult.Failure("HTTP probe failed with statuscode: 503"));
        }
    }
}
