using System.CommandLine;
using DevLoop.Testing;

namespace DevLoop.Benchmarks;

/// <summary>The options of a run.</summary>
internal sealed class BenchCommand
{
    private readonly Option<string> _devLoop = new("--devloop") { Description = "The devloop to measure, published as `make install` does.", Required = true };
    private readonly Option<string[]> _rows = new("--rows") { Description = $"The rows to run, with commas: {string.Join(", ", RowNames.All)}. Default: all.", DefaultValueFactory = _ => [] };
    private readonly Option<string> _wires = new("--wires") { Description = "tunnel, spdy or both.", DefaultValueFactory = _ => "tunnel,spdy" };
    private readonly Option<int> _pairs = new("--pairs") { Description = "How often each program is measured for a row.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _size = new("--size") { Description = "MB of a bulk transfer.", DefaultValueFactory = _ => 256 };
    private readonly Option<int> _idle = new("--idle") { Description = "Seconds for which idle forwards are watched.", DefaultValueFactory = _ => 60 };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "Measure on this cluster, which must hold what `manifests` prints. Default: a sandbox." };
    private readonly Option<string?> _context = new("--context") { Description = "The context of the kubeconfig." };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace of the bench's pods." };
    private readonly Option<string?> _output = new("--output") { Description = "A file for the report, beside standard output." };

    private BenchCommand()
    {
    }

    public static RootCommand Create()
    {
        var self = new BenchCommand();
        var command = new RootCommand("Measures devloop beside kubectl, in turn, against the same pod.")
        {
            self._devLoop, self._rows, self._wires, self._pairs, self._size, self._idle, self._kubeconfig, self._context, self._namespace, self._output,
        };
        self._rows.AllowMultipleArgumentsPerToken = true;
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                await BenchRun.RunAsync(self.Read(result), cancellationToken);
                return 0;
            }
            catch (BenchException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    /// <exception cref="BenchException">There is no such row, wire, or number.</exception>
    private BenchOptions Read(ParseResult result)
    {
        var rows = Split(result.GetValue(_rows)!);
        if (rows.Except(RowNames.All, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new BenchException($"There is no row '{unknown}': {string.Join(", ", RowNames.All)}.");
        }

        return new BenchOptions
        {
            DevLoop = Path.GetFullPath(result.GetValue(_devLoop)!),
            Kubectl = RealPeer.Find("kubectl"),
            Rows = rows,
            Wires = [.. Split(result.GetValue(_wires)!).Select(ParseWire)],
            Pairs = Positive(result.GetValue(_pairs), _pairs.Name),
            BulkBytes = Positive(result.GetValue(_size), _size.Name) * 1_000_000L,
            Idle = TimeSpan.FromSeconds(Positive(result.GetValue(_idle), _idle.Name)),
            Kubeconfig = result.GetValue(_kubeconfig) is { Length: > 0 } file ? Path.GetFullPath(file) : null,
            Context = result.GetValue(_context),
            Namespace = result.GetValue(_namespace),
            Output = result.GetValue(_output),
        };
    }

    private static string[] Split(params string[] texts) =>
        [.. texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static Wire ParseWire(string name) => Enum.TryParse<Wire>(name, ignoreCase: true, out var wire) ? wire : throw new BenchException($"There is no wire '{name}': tunnel, spdy.");

    private static int Positive(int value, string option) => value > 0 ? value : throw new BenchException($"{option} {value} is not a number from 1 on.");
}
