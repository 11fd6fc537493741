namespace DevLoop.Kubernetes.Api;

/// <summary>What was asked of the API, in the words that roles use.</summary>
/// <param name="Verb">get, list, watch, create, patch, delete.</param>
/// <param name="Resource">The kind in the plural, with the subresource behind a slash, such as <c>pods/portforward</c>.</param>
/// <param name="Namespace">The namespace; null for all of them or none.</param>
/// <param name="Name">The object; null when it is about many.</param>
public sealed record ApiOperation(string Verb, string Resource, string? Namespace = null, string? Name = null)
{
    /// <summary>Such as <c>get pods 'web-0' in namespace 'default'</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}"
        + (Name is null ? "" : $" '{PlainText.Of(Name, 260)}'")
        + (Namespace is null ? "" : $" in namespace '{PlainText.Of(Namespace, 80)}'");
}
