using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Measurements;
using DevLoop.Benchmarks.Processes;

namespace DevLoop.Benchmarks.Stages;

/// <summary>A forward to the pod's ports that is there whenever it is asked for: one that has ended is started again, as a user would.</summary>
internal sealed class RunningForward(ForwardProgram program, BenchCluster cluster, Wire wire) : IDisposable
{
    private static readonly int[] Ports = [BenchManifests.EchoPort, BenchManifests.SinkPort, BenchManifests.HttpPort];

    private ForwardProcess? _process;

    public Target Target
    {
        get
        {
            if (_process is { HasExited: true })
            {
                Bench.Say($"{program.Name} has ended, and is started again.");
                _process.Dispose();
                _process = null;
            }

            _process ??= program.Start(cluster, wire, $"pod/{BenchManifests.Pod}", Ports);
            return Target.Of(_process);
        }
    }

    public void Dispose() => _process?.Dispose();
}
