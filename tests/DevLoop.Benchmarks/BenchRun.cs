using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Results;
using DevLoop.Benchmarks.Stages;

namespace DevLoop.Benchmarks;

/// <summary>A whole run: the cluster, each stage on it, the report.</summary>
internal static class BenchRun
{
    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var machine = new MachineDescription
        {
            Kubectl = MachineDescription.VersionOf(options.Kubectl),
            Cluster = options.Kubeconfig is null ? "sandbox with TLS" : $"cluster of {Path.GetFileName(options.Kubeconfig)} {options.Context}".TrimEnd(),
        };
        var report = new Report();
        using (var cluster = new BenchCluster(options))
        {
            await cluster.ConnectAsync(cancellationToken);
            await RunStagesAsync(new Bench(options, cluster, report), cancellationToken);
        }

        var markdown = report.ToMarkdown(machine, options.Pairs);
        await Console.Out.WriteLineAsync(markdown);
        if (options.Output is { } file)
        {
            await File.WriteAllTextAsync(file, markdown, cancellationToken);
        }
    }

    private static async Task RunStagesAsync(Bench bench, CancellationToken cancellationToken)
    {
        foreach (var wire in bench.Options.Wires)
        {
            await TransferStage.RunAsync(bench, wire, cancellationToken);
        }

        (string Name, Func<Bench, CancellationToken, Task> RunAsync)[] stages =
        [
            (RowNames.Start, StartStage.RunAsync), (RowNames.Many, ManyStage.RunAsync), (RowNames.Idle, IdleStage.RunAsync), (RowNames.Growth, GrowthStage.RunAsync),
        ];
        foreach (var (_, runAsync) in stages.Where(s => bench.Options.Wants(s.Name)))
        {
            await runAsync(bench, cancellationToken);
        }
    }
}
