using System.Runtime.InteropServices;

namespace DevLoop.Cli.Hosting;

/// <summary>Ctrl+C, SIGTERM, SIGQUIT, and SIGHUP, which a closed terminal sends: the first one asks the command to end, a second one ends the process at once.</summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _exit;
    private int _signals;

    /// <param name="exit">Ends the process with an exit code.</param>
    public Termination(Action<int> exit) => _exit = exit;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Takes the process's signals from now on.</summary>
    public static Termination OfThisProcess()
    {
        var termination = new Termination(Environment.Exit);
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            termination._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                termination.OnSignal();
            }));
        }

        return termination;
    }

    /// <summary>One signal.</summary>
    public void OnSignal()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _exit(ExitCodes.Interrupted);
            return;
        }

        try
        {
            _asked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program has just come to its end by itself.
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _asked.Dispose();
    }
}
