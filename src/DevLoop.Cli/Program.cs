using DevLoop.Cli.Commands;
using DevLoop.Cli.Console;
using DevLoop.Cli.Hosting;
using DevLoop.Kubernetes.Authentication;

// Before all else that opens anything.
ClosedStreams.Open();

// At once: a Ctrl+C until then ends the process without a word.
using var termination = Termination.OfThisProcess();
await using var memory = IdleMemory.OfThisProcess();
await using var console = new TerminalConsole(TimeProvider.System);
return await DevLoopProgram.RunAsync(args, console, ProcessEnvironment.Current(), TimeProvider.System, termination.Token);
