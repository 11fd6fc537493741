using System.Diagnostics;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>A program that is run to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0; the message has what it printed.</exception>
    /// <exception cref="TimeoutException">It did not end within a minute, and was killed.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(linked.Token);
            var errors = process.StandardError.ReadToEndAsync(linked.Token);
            await process.WaitForExitAsync(linked.Token);
            var printed = $"{await output}{await errors}";
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {printed}");
            }
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} did not end within {Deadline.TotalSeconds} s.", e);
        }
    }
}
