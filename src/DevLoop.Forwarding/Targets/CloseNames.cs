namespace DevLoop.Forwarding.Targets;

/// <summary>Finds the names that somebody who wrote another one may have meant.</summary>
internal static class CloseNames
{
    /// <summary>A Deployment's pods have two: the hash of its template and their own.</summary>
    private const int MaxMadeUpParts = 2;

    /// <summary>
    /// Best first: names that begin as the wanted one does or the other way round, then those with few letters different. A name
    /// also counts without its last parts, since those of a pod are made up for it (<c>web-6d4cf56db6-x7kqp</c>).
    /// </summary>
    public static IReadOnlyList<string> To(string wanted, IEnumerable<string> names, int most)
    {
        var limit = Math.Min(Math.Max(2, wanted.Length / 3), wanted.Length - 1);
        return [.. names
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Forms(name).Min(form => Distance(wanted, form, limit))))
            .Where(n => n.Distance <= limit)
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(n => n.Name)];
    }

    private static IEnumerable<string> Forms(string name)
    {
        yield return name;
        for (var (cut, parts) = (name.LastIndexOf('-'), 0); cut > 0 && parts < MaxMadeUpParts; parts++)
        {
            yield return name[..cut];
            cut = name.LastIndexOf('-', cut - 1);
        }
    }

    private static int Distance(string wanted, string name, int limit)
    {
        if (name.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(name, StringComparison.Ordinal))
        {
            return 0;
        }

        return Math.Abs(wanted.Length - name.Length) <= limit ? Levenshtein(wanted, name) : int.MaxValue;
    }

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
