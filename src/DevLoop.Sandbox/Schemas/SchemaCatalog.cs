namespace DevLoop.Sandbox.Schemas;

/// <summary>Every type of the schema file, by name.</summary>
internal sealed class SchemaCatalog
{
    private static readonly Lazy<SchemaCatalog> Shared = new(Load);

    private readonly Dictionary<string, ObjectSchema> _types;

    private SchemaCatalog(Dictionary<string, ObjectSchema> types) => _types = types;

    /// <summary>The types that ship with the program.</summary>
    public static SchemaCatalog Default => Shared.Value;

    public IReadOnlyCollection<ObjectSchema> Types => _types.Values;

    public ObjectSchema this[string name] => _types[name];

    /// <summary>The type of a name; null when there is none.</summary>
    public ObjectSchema? Find(string name) => _types.GetValueOrDefault(name);

    private static SchemaCatalog Load()
    {
        using var resource = typeof(SchemaCatalog).Assembly.GetManifestResourceStream("kinds.schema")
            ?? throw new InvalidOperationException("The schema file is not part of the assembly.");
        using var reader = new StreamReader(resource);
        return new SchemaCatalog(SchemaFile.Parse(reader.ReadToEnd()));
    }
}
