using System.Text.Json.Nodes;
using DevLoop.Sandbox.Errors;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Schemas;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Kinds;

/// <summary>
/// All that the API server knows of one kind of object. A new kind is a class derived from this one, an entry in the schema file
/// and, when somebody must act on its objects, a controller.
/// </summary>
internal abstract class ResourceKind
{
    private readonly Lazy<ObjectSchema> _schema;

    protected ResourceKind() => _schema = new Lazy<ObjectSchema>(() => SchemaCatalog.Default[Kind]);

    /// <summary>Its API group and plural name.</summary>
    public abstract GroupResource Resource { get; }

    public virtual string Version => "v1";

    public abstract string Kind { get; }

    public string Singular => Kind.ToLowerInvariant();

    public virtual IReadOnlyList<string> ShortNames => [];

    /// <summary>Groups of kinds that kubectl names together, such as <c>all</c>.</summary>
    public virtual IReadOnlyList<string> Categories => [];

    public virtual bool IsNamespaced => true;

    /// <summary>Whether <c>/status</c> is a subresource: then the status changes there and only there.</summary>
    public virtual bool HasStatus => true;

    /// <summary>Whether <c>/scale</c> is a subresource: a number of pods at <c>spec.replicas</c>, behind <c>spec.selector</c>.</summary>
    public virtual bool HasScale => false;

    /// <summary>Its subresources besides status and scale, for discovery; others serve them.</summary>
    public virtual IReadOnlyList<Subresource> Subresources => [];

    /// <summary>Whether <c>metadata.generation</c> counts the changes of what is wanted.</summary>
    public virtual bool HasGeneration => false;

    /// <summary>The columns that kubectl prints.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The fields by which lists can be narrowed, besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public virtual IReadOnlyDictionary<string, string[]> SelectableFields { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    public string Group => Resource.Group;

    /// <summary><c>v1</c>, <c>discovery.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public ObjectSchema Schema => _schema.Value;

    /// <summary>Fills in what the user may leave out. Runs on every write, before validation, and twice is as good as once.</summary>
    public virtual void Default(JsonObject content)
    {
    }

    /// <summary>Sets what only the server sets, on a new object.</summary>
    public virtual void PrepareForCreate(JsonObject content)
    {
    }

    /// <summary>Takes over from <paramref name="old"/> what an update leaves out but cannot change.</summary>
    public virtual void PrepareForUpdate(JsonObject content, JsonObject old)
    {
    }

    /// <summary>What is wrong with an object, besides its metadata.</summary>
    public virtual IEnumerable<FieldError> Validate(JsonObject content) => [];

    /// <summary>What an update changes although it may not.</summary>
    public virtual IEnumerable<FieldError> ValidateUpdate(JsonObject content, JsonObject old) => [];

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public virtual string? NameError(string name) => NameRules.Subdomain(name);

    /// <summary>Why an object must not be deleted; null when it may be.</summary>
    public virtual string? DeletionError(string name) => null;

    /// <summary>Seconds between the request to delete and the deletion; zero: at once. <paramref name="asked"/> is the client's wish.</summary>
    public virtual long GracePeriod(JsonObject content, long? asked) => 0;

    /// <summary>Called on an object whose deletion begins but has to wait.</summary>
    public virtual void PrepareForDeletion(JsonObject content)
    {
    }

    /// <summary>The value of a selectable field; null when the kind has no such field.</summary>
    public string? FieldValue(JsonObject content, string field) => field switch
    {
        "metadata.name" => content.Text("metadata", "name") ?? "",
        "metadata.namespace" when IsNamespaced => content.Text("metadata", "namespace") ?? "",
        _ => SelectableFields.TryGetValue(field, out var path) ? content.At(path)?.ToString() ?? "" : null,
    };
}
