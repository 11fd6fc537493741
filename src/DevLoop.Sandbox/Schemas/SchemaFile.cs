namespace DevLoop.Sandbox.Schemas;

/// <summary>Reads the schema language, which the head of <c>kinds.schema</c> describes.</summary>
internal static class SchemaFile
{
    private const string PackagePrefix = "package ";
    private const char DescriptionMark = ';';

    /// <exception cref="FormatException">A line is not of the language, or names a type that does not exist.</exception>
    public static Dictionary<string, ObjectSchema> Parse(string text)
    {
        var lines = text.Split('\n').Where(line => line.Trim().Length > 0 && !line.StartsWith('#')).ToList();
        var types = Types(lines);

        ObjectSchema? owner = null;
        foreach (var line in lines)
        {
            if (!char.IsWhiteSpace(line[0]))
            {
                owner = types.GetValueOrDefault(Words(line)[0]);
                continue;
            }

            var words = Words(line);
            if (owner is null || words.Length < 2)
            {
                throw new FormatException($"Not a field: {line}");
            }

            var type = words[1..].Where(word => word[0] != FieldEncoding.Mark);
            var encoding = Array.Find(words, word => word[0] == FieldEncoding.Mark);
            owner.Add(new SchemaField(
                words[0], Type(string.Join(' ', type), types), Description(line), encoding is null ? null : FieldEncoding.Parse(encoding)));
        }

        return types;
    }

    private static Dictionary<string, ObjectSchema> Types(List<string> lines)
    {
        var types = new Dictionary<string, ObjectSchema>(StringComparer.Ordinal);
        var package = "";
        foreach (var line in lines.Where(line => !char.IsWhiteSpace(line[0])))
        {
            if (line.StartsWith(PackagePrefix, StringComparison.Ordinal))
            {
                package = line[PackagePrefix.Length..].Trim();
                continue;
            }

            var words = Words(line);
            types.Add(words[0], new ObjectSchema(package, words[0], isAtomic: words.Contains("atomic"), Description(line)));
        }

        return types;
    }

    private static Schema Type(string text, Dictionary<string, ObjectSchema> types)
    {
        if (text.StartsWith("map! ", StringComparison.Ordinal))
        {
            return new MapSchema(Type(text["map! ".Length..], types), isAtomic: true);
        }

        if (text.StartsWith("map ", StringComparison.Ordinal))
        {
            return new MapSchema(Type(text["map ".Length..], types), isAtomic: false);
        }

        if (text.EndsWith("{}", StringComparison.Ordinal))
        {
            return new ListSchema(Type(text[..^2], types), ListType.Set, []);
        }

        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0)
        {
            var keys = text[(bracket + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            return new ListSchema(Type(text[..bracket], types), keys.Length == 0 ? ListType.Atomic : ListType.Map, keys);
        }

        return text switch
        {
            "any" => AnySchema.Instance,
            "string" => new ScalarSchema(ScalarType.String),
            "integer" => new ScalarSchema(ScalarType.Integer),
            "number" => new ScalarSchema(ScalarType.Number),
            "boolean" => new ScalarSchema(ScalarType.Boolean),
            "time" => new ScalarSchema(ScalarType.Time),
            "quantity" => new ScalarSchema(ScalarType.Quantity),
            "intOrString" => new ScalarSchema(ScalarType.IntOrString),
            _ => types.GetValueOrDefault(text) ?? throw new FormatException($"No such type: {text}"),
        };
    }

    private static string[] Words(string line)
    {
        var end = line.IndexOf(DescriptionMark, StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string Description(string line)
    {
        var start = line.IndexOf(DescriptionMark, StringComparison.Ordinal);
        return start < 0 ? "" : line[(start + 1)..].Trim();
    }
}
