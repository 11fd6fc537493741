namespace DevLoop.Soak.Cluster;

/// <summary>One forward of one program.</summary>
/// <param name="Wire">The wire of the program.</param>
/// <param name="Workload">Where it leads.</param>
/// <param name="LocalPorts">The local ports by the names of the pod's: http, echo, sink.</param>
internal sealed record Forward(Wire Wire, Workload Workload, IReadOnlyDictionary<string, int> LocalPorts)
{
    public static IReadOnlyList<string> PortNames { get; } = ["http", "echo", "sink"];
}
