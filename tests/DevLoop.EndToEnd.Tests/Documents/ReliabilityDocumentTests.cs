using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DevLoop.EndToEnd.Tests.Documents;

/// <summary>docs/reliability.md names the test behind each promise: each has to be there.</summary>
internal sealed partial class ReliabilityDocumentTests
{
    [Test]
    public void Every_test_that_it_names_is_there()
    {
        var root = Root();
        var classes = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)), StringComparer.Ordinal);
        var named = TestName().Matches(File.ReadAllText(Path.Combine(root, "docs", "reliability.md")));

        Assert.That(named, Has.Count.GreaterThan(50));
        Assert.That(
            named.Where(n => !classes.TryGetValue(n.Groups["class"].Value, out var text) || !text.Contains($" {n.Groups["test"].Value}(", StringComparison.Ordinal)),
            Is.Empty);
    }

    private static string Root([CallerFilePath] string file = "")
    {
        var folder = Path.GetDirectoryName(file)!;
        while (!File.Exists(Path.Combine(folder, "devloop.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"{file} is in no checkout of devloop.");
        }

        return folder;
    }

    [GeneratedRegex(@"`(?<class>\w+)\.(?<test>[A-Z]\w*_\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
