using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Cli.Hosting;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary>What every command has around it: a log, sentences and an exit code when it fails, and an end by Ctrl+C that is no failure.</summary>
internal sealed class CommandFrame(IUserConsole console)
{
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Write the log to stderr too." };

    private readonly Option<string?> _logFile = new("--log-file")
    {
        Description = "Append the log, with everything that goes wrong in full, to a file; as JSON objects if its name ends in .json.",
        HelpName = "FILE",
    };

    /// <summary>Gives the command its action and the options for the log.</summary>
    public void SetAction(Command command, Func<ParseResult, ILoggerFactory, CancellationToken, Task> action)
    {
        command.Add(_verbose);
        command.Add(_logFile);
        command.SetAction((result, cancellationToken) => RunAsync(result, action, cancellationToken));
    }

    private async Task<int> RunAsync(
        ParseResult result, Func<ParseResult, ILoggerFactory, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        ILogger? logger = null;
        try
        {
            using var loggerFactory = LogOutput.Create(result.GetValue(_verbose) ? console.Error : null, result.GetValue(_logFile));
            logger = loggerFactory.CreateLogger<CommandFrame>();
            try
            {
                await action(result, loggerFactory, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                CommandLog.Failed(logger, e);
                throw;
            }

            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (Exception e)
        {
            var report = FailureReport.Of(e);
            foreach (var sentence in report.Sentences)
            {
                console.Error.WritePlainLine($"error: {sentence}");
            }

            return report.ExitCode;
        }
    }
}
