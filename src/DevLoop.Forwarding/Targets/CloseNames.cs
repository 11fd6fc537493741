namespace DevLoop.Forwarding.Targets;

/// <summary>Finds the names that somebody who wrote another one may have meant.</summary>
internal static class CloseNames
{
    /// <summary>Best first: names that begin as the wanted one does or the other way round, then those with few letters different.</summary>
    public static IReadOnlyList<string> To(string wanted, IEnumerable<string> names, int most) =>
        [.. names
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(n => n.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(n => n.Name)];

    private static int Distance(string wanted, string name) =>
        name.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(name, StringComparison.Ordinal) ? 0 : Levenshtein(wanted, name);

    private static int Levenshtein(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
