namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Warns about items that ask for the same thing.</summary>
internal static class RepeatCheck
{
    /// <summary>The items without those that another one repeats word for word.</summary>
    public static IReadOnlyList<PortForwardResource> Distinct(IEnumerable<PortForwardResource> resources, ProblemCollector problems)
    {
        var kept = new Dictionary<PortForwardResource, PortForwardResource>();
        var claims = new Dictionary<(int, ListenAddress), PortForwardResource>();
        var nowhere = new SourcePlace("", 0, 0);
        foreach (var resource in resources)
        {
            // The default address and the same one in words are one.
            var same = resource with { Place = nowhere, Address = AddressOf(resource) };
            if (!kept.TryAdd(same, resource))
            {
                problems.Warning(resource.Place, $"This item repeats the one at {kept[same].Place}: leave one out.");
                continue;
            }

            if (resource.LocalPort is { } port && !claims.TryAdd((port, AddressOf(resource)), resource))
            {
                problems.Warning(
                    resource.Place, $"The local port {port} is wanted at {claims[(port, AddressOf(resource))].Place} too: one of the two will get another port.");
            }
        }

        return [.. kept.Values];
    }

    private static ListenAddress AddressOf(PortForwardResource resource) => resource.Address ?? ListenAddress.Parse("127.0.0.1");
}
