namespace DevLoop.Sandbox.Schemas;

/// <summary>An object with fields of known names. Types refer to each other, so the fields are filled in after all types are known.</summary>
internal sealed class ObjectSchema(string package, string name, bool isAtomic, string description) : Schema
{
    private readonly SortedDictionary<string, SchemaField> _fields = new(StringComparer.Ordinal);

    /// <summary>The type's name, e.g. <c>PodSpec</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The name in the OpenAPI documents, e.g. <c>io.k8s.api.core.v1.PodSpec</c>.</summary>
    public string FullName { get; } = $"{package}.{name}";

    public string Description { get; } = description;

    public IReadOnlyCollection<SchemaField> Fields => _fields.Values;

    public override bool IsAtomic { get; } = isAtomic;

    public override Schema? Member(string name) => _fields.GetValueOrDefault(name)?.Schema;

    internal void Add(SchemaField field) => _fields.Add(field.Name, field);
}
