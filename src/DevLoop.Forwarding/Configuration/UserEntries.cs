namespace DevLoop.Forwarding.Configuration;

/// <summary>What the configuration asks for, as entries.</summary>
/// <param name="Entries">The entries, in the order of the configuration.</param>
/// <param name="Warnings">What is passed over, and why.</param>
public sealed record UserEntries(IReadOnlyList<PortForwardEntry> Entries, IReadOnlyList<ConfigurationProblem> Warnings)
{
    private static readonly ListenAddress DefaultAddress = ListenAddress.Parse("127.0.0.1");

    /// <summary>
    /// An entry for each item. One without a namespace is in the only target namespace, else in the current one; of several target
    /// namespaces none is meant more than the others, so that it is passed over, as in Skaffold.
    /// </summary>
    /// <param name="resources">The items of the configuration.</param>
    /// <param name="targetNamespaces">Where this run deploys to or looks, as far as it was said.</param>
    /// <param name="currentNamespace">The namespace of the kubeconfig's context.</param>
    public static UserEntries Of(IReadOnlyList<PortForwardResource> resources, IReadOnlyList<string> targetNamespaces, string currentNamespace)
    {
        var entries = new List<PortForwardEntry>();
        var warnings = new List<ConfigurationProblem>();
        foreach (var resource in resources)
        {
            if (resource.Type == ResourceType.Container)
            {
                warnings.Add(Warning(resource, "containers of a Docker engine are not forwarded; give a resource of the cluster"));
            }
            else if (resource.Namespace is null && targetNamespaces.Count > 1)
            {
                warnings.Add(Warning(resource, $"it has no namespace, and {string.Join(" and ", targetNamespaces)} are looked in: give it one"));
            }
            else
            {
                entries.Add(new PortForwardEntry(
                    EntryOrigin.User,
                    new ResourceReference(resource.Type, resource.Name),
                    resource.Namespace ?? (targetNamespaces is [var only] ? only : currentNamespace),
                    resource.Port,
                    WishOf(resource),
                    resource.Address ?? DefaultAddress));
            }
        }

        return new UserEntries(entries, warnings);
    }

    private static LocalPortWish WishOf(PortForwardResource resource) =>
        (resource.LocalPort ?? resource.Port.Number) is { } number ? LocalPortWish.Preferably(number) : LocalPortWish.OfResource;

    private static ConfigurationProblem Warning(PortForwardResource resource, string why) =>
        new(ProblemSeverity.Warning, resource.Place, $"{resource} is not forwarded: {why}.");
}
