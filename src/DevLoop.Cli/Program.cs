using DevLoop.Cli.Commands;
using DevLoop.Cli.Console;

await using var console = new TerminalConsole(TimeProvider.System);
return await DevLoopProgram.RunAsync(args, console, TimeProvider.System);
