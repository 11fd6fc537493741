using DevLoop.Kubernetes.Api;

namespace DevLoop.Kubernetes.Informers;

/// <summary>What the cluster refused (403), in the words that roles use. Equal ones need to be said only once.</summary>
/// <param name="Verb">get, list, watch.</param>
/// <param name="Resource">The kind in the plural, such as <c>pods</c>.</param>
/// <param name="Namespace">The namespace; null for all of them or none.</param>
/// <param name="Name">The one object that it is about; null when it is about all.</param>
public sealed record MissingPermission(string Verb, string Resource, string? Namespace, string? Name = null)
{
    /// <summary>Such as <c>get pods 'web-0' in namespace 'default'</c>.</summary>
    public override string ToString() => new ApiOperation(Verb, Resource, Namespace, Name).ToString();
}
