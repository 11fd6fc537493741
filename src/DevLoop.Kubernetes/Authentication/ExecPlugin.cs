using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>Runs an exec plugin once: never through a shell, never without a limit.</summary>
internal sealed class ExecPlugin(ExecEntry entry, ClusterEntry cluster, ProcessEnvironment environment, Action<string>? message, TimeProvider time)
{
    /// <summary>How long a plugin may take that asks nobody anything.</summary>
    public static readonly TimeSpan UnattendedLimit = TimeSpan.FromMinutes(1);

    /// <summary>How long a plugin may take that may be waiting for a person to log in.</summary>
    public static readonly TimeSpan InteractiveLimit = TimeSpan.FromMinutes(5);

    /// <summary>How long the rest of what a plugin wrote is read for once it has ended.</summary>
    public static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(500);

    private const int MaxOutputBytes = 1024 * 1024;
    private const int KeptErrorText = 2000;

    /// <exception cref="KubeconfigException">It cannot be found, fails, takes too long, or prints no credential.</exception>
    public async Task<ExecCredentialAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var interactive = IsInteractive();
        using var process = Start(interactive);
        using var limit = new CancellationTokenSource(interactive ? InteractiveLimit : UnattendedLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FinishAsync(process, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(
                KubeconfigError.PluginTimedOut,
                $"did not end within {(interactive ? InteractiveLimit : UnattendedLimit).TotalSeconds:0} s: run it by hand to see what it waits for");
        }
    }

    private async Task<ExecCredentialAnswer> FinishAsync(Process process, CancellationToken cancellationToken)
    {
        var messages = new PluginMessages(message, entry);
        using var reading = new CancellationTokenSource();
        var errors = BoundedText.ReadTailAsync(process.StandardError, KeptErrorText, messages.Add, reading.Token);
        var output = BoundedText.ReadAllAsync(process.StandardOutput.BaseStream, MaxOutputBytes, reading.Token);
        try
        {
            var exited = process.WaitForExitAsync(cancellationToken);
            if (await Task.WhenAny(output, exited) == output)
            {
                ThrowIfTooMuch(await output);
            }

            await exited;
            await ReadRestAsync(Task.WhenAll(output, errors), cancellationToken);
            await reading.CancelAsync();
            return Evaluate(process, ThrowIfTooMuch(await output), messages.Clean(await errors));
        }
        finally
        {
            Kill(process);
            await reading.CancelAsync();
            await Task.WhenAll(output, errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadRestAsync(Task rest, CancellationToken cancellationToken)
    {
        try
        {
            await rest.WaitAsync(OutputGrace, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A child that the plugin left behind, such as an agent that keeps a login, still has its output open.
        }
    }

    private byte[] ThrowIfTooMuch(byte[]? printed) => printed
        ?? throw Failure(KubeconfigError.PluginAnswerMalformed, "prints more than any credential needs: check that it is an exec plugin");

    private ExecCredentialAnswer Evaluate(Process process, byte[] printed, string said)
    {
        if (process.ExitCode != 0)
        {
            throw Failure(KubeconfigError.PluginFailed, $"ended with exit code {process.ExitCode}{Quote(said)}{Hint("log in again or correct its settings")}");
        }

        try
        {
            return ExecCredentialAnswer.Parse(printed, entry.ApiVersion);
        }
        catch (FormatException e)
        {
            throw Failure(KubeconfigError.PluginAnswerMalformed, $"gave no usable credential: {e.Message}{Quote(said)}; update or configure it");
        }
    }

    private bool IsInteractive() => entry.InteractiveMode switch
    {
        InteractiveMode.Never => false,
        InteractiveMode.IfAvailable => environment.StandardInputIsTerminal,
        _ => environment.StandardInputIsTerminal
            ? true
            : throw Failure(KubeconfigError.PluginNeedsTerminal, "needs a terminal to ask something (interactiveMode: Always) and standard input is none: log in from a terminal first"),
    };

    private Process Start(bool interactive)
    {
        var path = ExecutableFinder.Find(entry.Command, environment)
            ?? throw Failure(KubeconfigError.PluginNotFound, $"is not installed or may not be executed{Hint("install it or correct PATH")}");
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            RedirectStandardInput = !interactive,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = !interactive,
        };
        foreach (var argument in entry.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment.Variables.Concat(entry.Environment))
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredentialRequest.ToJson(entry, cluster, interactive);
        return Start(start);
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            var process = Process.Start(start)!;
            if (start.RedirectStandardInput)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (Win32Exception e)
        {
            throw Failure(KubeconfigError.PluginNotFound, $"cannot be started (error {e.NativeErrorCode}){Hint("check the program")}");
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between, or is not ours to end: nothing is left to do about it.
        }
    }

    private static string Quote(string said) => said.Length > 0 ? $", saying: {said}" : "";

    private string Hint(string otherwise) => entry.InstallHint is { Length: > 0 } hint ? $": {PlainText.Of(hint)}" : $": {otherwise}";

    private KubeconfigException Failure(KubeconfigError reason, string what) =>
        new(reason, $"The exec plugin '{PlainText.Of(entry.Command, 200)}' of user '{PlainText.Of(entry.UserName, 80)}' {what}.");
}
