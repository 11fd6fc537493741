using System.Text.Json.Serialization.Metadata;

namespace DevLoop.Kubernetes.Resources;

/// <summary>How the API names a kind of object and how its JSON is read.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Version">The version in the group, such as <c>v1</c>.</param>
/// <param name="Plural">The name in URLs, such as <c>pods</c>.</param>
/// <param name="Kind">The name in objects, such as <c>Pod</c>.</param>
/// <param name="Json">Reads one object.</param>
/// <param name="ListJson">Reads a page of a list.</param>
/// <typeparam name="T">The record it is read into.</typeparam>
public sealed record ResourceKind<T>(
    string Group,
    string Version,
    string Plural,
    string Kind,
    JsonTypeInfo<T> Json,
    JsonTypeInfo<ResourceList<T>> ListJson)
    where T : class, IResource<T>
{
    /// <summary>Whether its objects live in namespaces. Default: they do.</summary>
    public bool Namespaced { get; init; } = true;
}
