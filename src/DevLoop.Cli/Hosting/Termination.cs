using System.Runtime.InteropServices;

namespace DevLoop.Cli.Hosting;

/// <summary>Ctrl+C and SIGTERM: the first one asks the command to end, a second one ends the process at once.</summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Termination()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _signals, 1) != 0)
        {
            Environment.Exit(ExitCodes.Interrupted);
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
}
