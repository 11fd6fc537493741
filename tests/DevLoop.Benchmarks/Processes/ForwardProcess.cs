using System.Globalization;
using System.Text.RegularExpressions;

namespace DevLoop.Benchmarks.Processes;

/// <summary>A running <c>port-forward</c>, of either program.</summary>
internal sealed partial class ForwardProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly Dictionary<int, int> _localPorts;

    public ForwardProcess(ChildProcess process, int ports)
    {
        _process = process;
        try
        {
            var lines = process.WaitFor(ForwardingLine(), ports, TimeSpan.FromMinutes(1));
            StartTime = lines[0].After;
            _localPorts = lines.Select(l => ForwardingLine().Match(l.Text)).ToDictionary(m => Number(m, "remote"), m => Number(m, "local"));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>From the start of the process to its first "Forwarding from".</summary>
    public TimeSpan StartTime { get; }

    public ProcessUsage Usage => _process.Usage;

    public bool HasExited => _process.HasExited;

    public int LocalPort(int port) => _localPorts[port];

    public void Dispose() => _process.Dispose();

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Forwarding from 127\.0\.0\.1:(?<local>\d+) -> (?<remote>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForwardingLine();
}
