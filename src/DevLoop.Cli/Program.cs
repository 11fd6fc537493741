using DevLoop.Cli.Commands;
using DevLoop.Cli.Console;

return await DevLoopProgram.RunAsync(args, new TerminalConsole(), TimeProvider.System);
