using DevLoop.Cli.Hosting;

namespace DevLoop.Cli.Tests.Commands;

internal sealed class ConfigCommandTests
{
    private const string Good = """
        apiVersion: skaffold/v4beta13
        kind: Config
        portForward:
        - {resourceType: Service, resourceName: web, port: 80, localPort: 8080}
        - {resourceType: deployment, resourceName: "1", namespace: shop, port: http, address: "::1"}
        profiles:
        - name: own
          activation: [{command: debug}, {kubeContext: kind}]
          patches: [{op: remove, path: /portForward/1}]

        """;

    private readonly ProgramRun _program = new();

    [TearDown]
    public async Task Stop() => await _program.DisposeAsync();

    [TestCase("", "2 forwards, no active profile")]
    [TestCase("-p own", "1 forward, active profiles: own")]
    [TestCase("--command debug", "1 forward, active profiles: own")]
    [TestCase("--command debug -p=-own", "2 forwards, no active profile")]
    [TestCase("--kube-context kind-dev", "1 forward, active profiles: own")]
    public async Task A_file_without_errors_is_summed_up_in_a_line(string options, string summary)
    {
        var file = Write(Good);
        var code = await _program.RunAsync(["config", "validate", "-f", file, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(_program.Console.OutLines, Is.EqualTo([$"{file}: {summary}"]));
            Assert.That(_program.Console.ErrorLines, Is.Empty);
        });
    }

    [Test]
    public async Task The_current_context_of_the_kubeconfig_activates_profiles()
    {
        _program.WriteKubeconfig("current-context: kind-dev");
        await _program.RunAsync("config", "validate", "-f", Write(Good));
        Assert.That(_program.Console.OutLines.Single(), Does.EndWith("active profiles: own"));
    }

    [Test]
    public async Task A_kubeconfig_that_cannot_be_read_activates_none()
    {
        _program.WriteKubeconfig("current-context: [");
        await _program.RunAsync("config", "validate", "-f", Write(Good));
        Assert.That(_program.Console.OutLines.Single(), Does.EndWith("no active profile"));
    }

    [Test]
    public async Task What_was_read_is_printed_as_a_section_that_can_be_read_again()
    {
        var file = Write(Good);
        Assert.That(await _program.RunAsync("config", "print", "-f", file), Is.EqualTo(ExitCodes.Ok));
        var printed = _program.Console.OutLines.ToList();
        Assert.That(printed, Is.EqualTo(
        [
            "portForward:",
            $"# {file}:4:3",
            "- resourceType: service",
            "  resourceName: \"web\"",
            "  port: 80",
            "  localPort: 8080",
            $"# {file}:5:3",
            "- resourceType: deployment",
            "  resourceName: \"1\"",
            "  namespace: \"shop\"",
            "  port: \"http\"",
            "  address: \"::1\"",
        ]));
        var again = Write($"apiVersion: devloop/v1\nkind: Config\n{string.Join('\n', printed)}");
        await _program.RunAsync("config", "print", "-f", again);
        Assert.That(_program.Console.OutLines.Skip(printed.Count).Where(l => !l.StartsWith('#')), Is.EqualTo(printed.Where(l => !l.StartsWith('#'))));
    }

    [Test]
    public async Task Nothing_to_forward_is_an_empty_section()
    {
        await _program.RunAsync("config", "print", "-f", Write("apiVersion: devloop/v1\nkind: Config\n"));
        Assert.That(_program.Console.OutLines, Is.EqualTo(["portForward: []"]));
    }

    [Test]
    public async Task As_JSON_a_port_is_a_number_or_a_name_and_what_is_not_there_is_absent()
    {
        var file = Write(Good);
        await _program.RunAsync("config", "print", "-f", file, "-o", "json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(string.Join('\n', _program.Console.OutLines))!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(json[0]!.ToJsonString(), Is.EqualTo($$"""{"resourceType":"service","resourceName":"web","port":80,"localPort":8080,"source":"{{file}}:4:3"}"""));
            Assert.That(json[1]!.ToJsonString(), Is.EqualTo($$"""{"resourceType":"deployment","resourceName":"1","namespace":"shop","port":"http","address":"::1","source":"{{file}}:5:3"}"""));
        });
    }

    [TestCase("validate")]
    [TestCase("print")]
    public async Task Every_error_is_said_with_its_place_and_nothing_is_printed(string command)
    {
        var file = Write("apiVersion: skaffold/v4beta13\nkind: Config\nportForward:\n- {resourceType: servce, resourceName: a, port: 70000}\n- {resourceType: pod, resourceName: \"\\e[31m\", port: 1, prt: 2}\n");
        var code = await _program.RunAsync("config", command, "-f", file);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Configuration));
            Assert.That(_program.Console.OutLines, Is.Empty);
            Assert.That(_program.Console.ErrorLines.Select(l => l.Replace(file, "FILE", StringComparison.Ordinal)), Is.EqualTo(
            [
                "FILE:4:18: error: 'servce' is not a resourceType that can be forwarded to: did you mean 'service'?",
                "FILE:4:49: error: The port '70000' is not a number from 1 to 65535.",
                "FILE:5:37: error: The resourceName cannot be used: '[31m' is not a name; a name has lower-case letters, digits, '-' and '.'.",
                "FILE:5:56: error: The field 'prt' does not belong in a portForward item: did you mean 'port'?",
                "error: The configuration has 4 errors: correct them and try again.",
            ]));
        });
    }

    [Test]
    public async Task A_warning_is_said_and_fails_nothing()
    {
        var code = await _program.RunAsync("config", "validate", "-f", Write("apiVersion: devloop/v1\nkind: Config\nrequires: [{git: {repo: x}}]\n"));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(_program.Console.ErrorLines.Single(), Does.Contain(":3:12: warning: What is required from another machine is not followed"));
            Assert.That(_program.Console.OutLines.Single(), Does.EndWith("0 forwards, no active profile"));
        });
    }

    [TestCase("validate -f FILE -p ow", ExitCodes.Configuration, "There is no profile 'ow': did you mean 'own'?")]
    [TestCase("validate -f FILE.no", ExitCodes.Configuration, "There is no file")]
    [TestCase("validate -f FILE --command fly", ExitCodes.Usage, "There is no command 'fly' to read the configuration for: give --command dev, debug, deploy, run.")]
    [TestCase("print -f FILE -o xml", ExitCodes.Usage, "There is no output form 'xml': give -o yaml or -o json.")]
    [TestCase("print -f FILE --bogus", ExitCodes.Usage, "See 'devloop config print --help'.")]
    [TestCase("", ExitCodes.Usage, "See 'devloop config --help'.")]
    public async Task Bad_input_gets_a_sentence_and_a_code(string args, int expected, string sentence)
    {
        var file = Write(Good);
        var code = await _program.RunAsync(["config", .. args.Replace("FILE", file, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(expected));
            Assert.That(_program.Console.ErrorLines, Has.Some.Contains(sentence));
            Assert.That(_program.Console.OutLines, Is.Empty);
        });
    }

    private string Write(string text)
    {
        var file = Path.Combine(_program.Folder, "skaffold.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
