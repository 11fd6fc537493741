using System.Globalization;
using System.Reflection;
using DevLoop.Cli.Hosting;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed class ExitCodesTests
{
    private static readonly IReadOnlyDictionary<string, int> Codes = typeof(ExitCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(f => f.Name, f => (int)f.GetRawConstantValue()!);

    [Test]
    public void The_document_has_every_code_with_its_name_and_no_other()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "exit-codes.md"))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 3 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(cells => cells[2].Trim('`'), cells => int.Parse(cells[1], CultureInfo.InvariantCulture));
        Assert.That(rows, Is.EquivalentTo(Codes));
    }

    [Test]
    public void No_two_kinds_of_failure_share_a_code() => Assert.That(Codes.Values, Is.Unique);
}
