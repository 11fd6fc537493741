using System.CommandLine;
using DevLoop.Soak;

var minutes = new Option<double>("--minutes") { Description = "How long connections are begun.", DefaultValueFactory = _ => 5 };
var seed = new Option<int>("--seed") { Description = "What every choice is drawn from.", DefaultValueFactory = _ => 1 };
var rate = new Option<int>("--rate") { Description = "How many connections are begun a second.", DefaultValueFactory = _ => 200 };
var program = new Option<FileInfo>("--devloop") { Description = "The built program: devloop.dll, or the native program that is installed.", Required = true };
var logs = new Option<DirectoryInfo>("--logs") { Description = "Where what the programs say is kept.", Required = true };
var command = new RootCommand("Load and faults on devloop for minutes, every byte checked; then what is left of it.") { minutes, seed, rate, program, logs };
command.SetAction(async (result, cancellationToken) =>
{
    var options = new SoakOptions(
        TimeSpan.FromMinutes(result.GetValue(minutes)),
        result.GetValue(seed),
        result.GetValue(rate),
        result.GetValue(program)!.FullName,
        result.GetValue(logs)!.FullName);
    try
    {
        return await SoakRun.RunAsync(options, cancellationToken);
    }
    catch (InvalidOperationException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
