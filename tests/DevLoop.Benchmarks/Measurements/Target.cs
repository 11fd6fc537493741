using System.Net;
using DevLoop.Benchmarks.Processes;

namespace DevLoop.Benchmarks.Measurements;

/// <summary>A way to the pod.</summary>
/// <param name="Endpoint">Where to connect for a port of the pod.</param>
/// <param name="Usage">What the process between uses; null where there is none.</param>
internal sealed record Target(Func<int, IPEndPoint> Endpoint, ProcessUsage? Usage)
{
    public static Target Of(ForwardProcess forward) => new(port => new IPEndPoint(IPAddress.Loopback, forward.LocalPort(port)), forward.Usage);

    public static Target Direct(IPAddress pod) => new(port => new IPEndPoint(pod, port), Usage: null);
}
