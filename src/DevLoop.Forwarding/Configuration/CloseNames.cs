namespace DevLoop.Forwarding.Configuration;

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
        var limit = Math.Min(Math.Max(1, wanted.Length / 3), wanted.Length - 1);
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

        return Math.Abs(wanted.Length - name.Length) <= limit ? EditDistance(wanted, name) : int.MaxValue;
    }

    /// <summary>Letters to insert, to remove, to replace, or to swap with their neighbour (optimal string alignment).</summary>
    private static int EditDistance(string a, string b)
    {
        int[] beforeLast = [], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[^1];
    }
}
