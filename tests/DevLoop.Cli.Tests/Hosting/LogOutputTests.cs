using System.Text.Json.Nodes;
using DevLoop.Cli.Hosting;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed partial class LogOutputTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("devloop-log-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_terminal_gets_messages_without_stack_traces_or_escape_sequences_and_the_file_gets_all()
    {
        var file = Path.Combine(_folder, "log");
        using var terminal = new StringWriter();
        using (var factory = LogOutput.Create(terminal, file))
        {
            Happened(factory.CreateLogger("test"), Thrown(), "two\r\nlines\u001b[31m");
        }

        Assert.Multiple(() =>
        {
            Assert.That(terminal.ToString(), Does.Match(@"^\d\d:\d\d:\d\d\.\d{3} DBG It happened: two lines \[31m\r?\n$"));
            Assert.That(File.ReadAllText(file), Does.Contain("InvalidOperationException: boo").And.Match(@"\n\s+at DevLoop"));
        });
    }

    [Test]
    public void A_file_that_is_named_for_JSON_gets_an_object_a_message_with_its_parts()
    {
        var file = Path.Combine(_folder, "log.jsonl");
        using (var factory = LogOutput.Create(null, file))
        {
            Happened(factory.CreateLogger("test"), Thrown(), "two\nlines");
        }

        var message = JsonNode.Parse(File.ReadAllLines(file).Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(message["What"]!.GetValue<string>(), Is.EqualTo("two\nlines"));
            Assert.That(message["SourceContext"]!.GetValue<string>(), Is.EqualTo("test"));
            Assert.That(message["@x"]!.GetValue<string>(), Does.StartWith("System.InvalidOperationException: boo"));
        });
    }

    [TestCase("")]
    [TestCase("no/such/folder/log")]
    public void A_file_that_cannot_be_written_is_said(string file) => Assert.That(
        () => LogOutput.Create(null, file.Length == 0 ? file : Path.Combine(_folder, file)), Throws.TypeOf<IOException>().With.Message.Contains("cannot be written"));

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("boo");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "It happened: {What}")]
    private static partial void Happened(ILogger logger, Exception e, string what);
}
