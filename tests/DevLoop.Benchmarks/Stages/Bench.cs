using System.Net.Sockets;
using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Processes;
using DevLoop.Benchmarks.Results;
using DevLoop.Kubernetes;

namespace DevLoop.Benchmarks.Stages;

/// <summary>What every stage of a run works with.</summary>
internal sealed record Bench(BenchOptions Options, BenchCluster Cluster, Report Report)
{
    public ForwardProgram DevLoop { get; } = ForwardProgram.DevLoop(Options.DevLoop);

    /// <summary>Null when it is not installed.</summary>
    public ForwardProgram? Kubectl { get; } = Options.Kubectl is { } path ? ForwardProgram.Kubectl(path) : null;

    /// <summary>Says how far the run is; standard output is for the report.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);

    /// <summary>Fills in rows. What goes wrong is their failure, and the run goes on.</summary>
    public async Task TryAsync(IReadOnlyList<Row> rows, Func<Task> measure)
    {
        Report.Rows.AddRange(rows);
        try
        {
            await measure();
        }
        catch (Exception e) when (e is BenchException or SocketException or IOException or KubernetesException)
        {
            Say($"{rows[0].Title} {rows[0].Wire}: {e.Message}");
            foreach (var row in rows)
            {
                row.Failure = e.Message.ReplaceLineEndings(" ");
            }
        }
    }

    /// <summary>Adds the figures of one pair to their rows, and says them.</summary>
    public static void Add(IReadOnlyList<Row> rows, IReadOnlyList<double> devLoop, IReadOnlyList<double>? other)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].DevLoop.Add(devLoop[i]);
            if (other is not null)
            {
                rows[i].Other.Add(other[i]);
            }

            Say($"{rows[i].Title} {rows[i].Wire} {rows[i].DevLoop.Count}: {devLoop[i]:0.###}{(other is null ? "" : $" against {other[i]:0.###}")}");
        }
    }
}
