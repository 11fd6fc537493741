using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Storage;

/// <summary>One version of one object. It is shared between all who read it, so nobody changes <see cref="Content"/>.</summary>
internal sealed class StoredObject
{
    internal StoredObject(GroupResource resource, JsonObject content, long resourceVersion)
    {
        Resource = resource;
        Content = content;
        ResourceVersion = resourceVersion;
        Namespace = content.Metadata("namespace") ?? "";
        Name = content.Metadata("name") ?? "";
        Uid = content.Metadata("uid") ?? "";
    }

    public GroupResource Resource { get; }

    /// <summary>Empty for a kind that lives outside of namespaces.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public long ResourceVersion { get; }

    /// <summary>The object as the API shows it. Read only: take a <see cref="Copy"/> to change something.</summary>
    public JsonObject Content { get; }

    /// <summary>A deep copy that belongs to the caller.</summary>
    public JsonObject Copy() => Content.DeepClone().AsObject();

    public override string ToString() => Namespace.Length == 0 ? $"{Resource}/{Name}" : $"{Resource}/{Namespace}/{Name}";
}
