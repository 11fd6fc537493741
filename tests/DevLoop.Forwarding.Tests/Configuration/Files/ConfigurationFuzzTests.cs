using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

/// <summary>Whatever a file holds, reading it ends with forwards or with problems. From fixed seeds; a failure says which one.</summary>
internal sealed class ConfigurationFuzzTests
{
    private const int Cases = 3000;

    private static readonly string[] Pieces =
    [
        "\n", "  ", "- ", ": ", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "<<: ", "---\n", "? ", "| ", "> ", "!!str ", "!x ", "%YAML 1.2\n", "#", "~", "\t", "\0", "\u0085", "\ud800",
        "\"\\UFFFFFFFF\"", "\"\\x\"", "{{.A}}", "0", "70000", "portForward", "requires", "profiles", "patches", "path: /portForward/0", "op: copy", "configs", "resourceName", "apiVersion", "null",
    ];

    private static readonly string Valid = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "skaffold", "v4beta13.yaml"));

    [Test]
    public void A_valid_file_with_some_changes_is_read_or_has_problems([Range(1, 4)] int seed) => Check(seed, random =>
    {
        var text = Valid;
        for (var changes = random.Next(1, 8); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(3) switch
            {
                0 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                1 => text.Remove(at, Math.Min(random.Next(20), text.Length - at)),
                _ => text.Insert(at, text.Substring(random.Next(text.Length / 2), random.Next(text.Length / 2))),
            };
        }

        return text;
    });

    [Test]
    public void Random_pieces_are_read_or_have_problems([Range(11, 12)] int seed) => Check(
        seed, random => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pieces[random.Next(Pieces.Length)])));

    private static void Check(int seed, Func<Random, string> text)
    {
        var random = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            var input = text(random);
            var profiles = random.Next(2) == 0 ? Array.Empty<string>() : ["debugging", "-other"];
            try
            {
                var configuration = new ConfigurationLoader(new MemoryFiles { ["v4beta13.yaml"] = input }, new ScriptedAddresses())
                    .Load(Loading.Request with { File = "v4beta13.yaml", Profiles = profiles });
                Assert.That(configuration.Resources.Count == 0 || !configuration.HasErrors);
                Assert.That(configuration.Problems, Has.All.Matches<ConfigurationProblem>(p => p is { Place: { Line: > 0, Column: > 0 }, Sentence.Length: > 0 }));
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"Case {i} of seed {seed} throws {e}\nInput:\n{input}");
            }
        }
    }
}
